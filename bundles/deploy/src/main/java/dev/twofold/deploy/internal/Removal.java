/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.deploy.internal;

import dev.twofold.module.ModuleManager;
import dev.twofold.module.RevisionId;
import dev.twofold.module.SwapReport;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a deleted jar means: the module is unloaded if the jar was its current revision. For the worker's thread only.
 */
final class Removal {

    private static final Logger LOG = LoggerFactory.getLogger(Removal.class);

    private final ModuleManager manager;
    private final Answers answers;
    private final Directory directory;
    private final Inspector inspector;
    private final Memory memory;
    private final Slots slots;

    Removal(ModuleManager manager, Answers answers, Directory directory, Inspector inspector, Memory memory) {
        this.manager = manager;
        this.answers = answers;
        this.directory = directory;
        this.inspector = inspector;
        this.memory = memory;
        this.slots = new Slots(manager);
    }

    /**
     * Draws the consequences of a deletion.
     *
     * @param name the file that was handed over and is gone
     * @param present the files that are there
     */
    void remove(String name, Map<String, Stamp> present) throws InterruptedException {
        Handover file = memory.get(name).orElseThrow();
        Optional<RevisionId> current = slots.currentMadeOf(file);
        if (current.isEmpty()) {
            LOG.info("{}: deleted; it is no current revision, so nothing changes", name);
        } else if (hasCopy(file, present)) {
            LOG.info("{}: deleted; another file has the same content, so nothing changes", name);
        } else {
            LOG.info("{}: deleted; {} is unloaded", name, current.get());
            unload(current.get().module(), present);
        }
        forget(name);
    }

    /** Forgets a file without consequences. */
    void forget(String name) {
        manager.forget(name);
        memory.remove(name);
    }

    private boolean hasCopy(Handover file, Map<String, Stamp> present) {
        return present.keySet().stream().flatMap(name -> memory.get(name).stream())
                .anyMatch(other -> other.hasContent(file.sha256()));
    }

    private void unload(String module, Map<String, Stamp> present) throws InterruptedException {
        // First, so that a crash in between does not bring the module back in a lower version.
        present.forEach((name, stamp) -> {
            if (inspector.inspect(directory.file(name), stamp).symbolicName().equals(module)) {
                memory.get(name).ifPresent(other -> memory.put(name, other.with(Standing.UNLOADED)));
            }
        });
        answers.await("unloading " + module, manager.unload(module, Delivery.FROM_FOLDER), this::unloaded)
                .ifPresent(this::unloaded);
    }

    /** Nobody waits for an answer: a refusal stands until something is done with the module. */
    private void unloaded(SwapReport report) {
        if (report.refused()) {
            LOG.warn("{}: not unloaded: {}", report.module(), report.reason());
            manager.refuse(report.module(), "not unloaded although its jar was deleted: " + report.reason());
        }
    }
}
