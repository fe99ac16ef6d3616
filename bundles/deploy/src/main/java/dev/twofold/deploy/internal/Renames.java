/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.deploy.internal;

import dev.twofold.module.ModuleManager;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that have got another name and were neither deleted nor dropped: same size, time and content. For the worker's thread
 * only.
 */
final class Renames {

    private static final Logger LOG = LoggerFactory.getLogger(Renames.class);

    private final ModuleManager manager;
    private final Directory directory;
    private final Memory memory;

    Renames(ModuleManager manager, Directory directory, Memory memory) {
        this.manager = manager;
        this.directory = directory;
        this.memory = memory;
    }

    /** Goes on under the new names with what is remembered of these files. */
    void follow(Map<String, Stamp> listing) {
        List<String> gone = memory.names().stream().filter(name -> !listing.containsKey(name)).toList();
        if (gone.isEmpty()) {
            return;
        }
        listing.forEach((name, stamp) -> {
            if (memory.get(name).isEmpty()) {
                formerName(name, stamp, gone).ifPresent(former -> rename(former, name));
            }
        });
    }

    private Optional<String> formerName(String name, Stamp stamp, List<String> gone) {
        List<String> alike = gone.stream().filter(former -> memory.get(former).map(Handover::stamp).filter(
                stamp::equals)
                .isPresent()).toList();
        if (alike.isEmpty()) {
            return Optional.empty();
        }
        String content = Sha256.of(directory.file(name));
        return alike.stream().filter(former -> memory.get(former).orElseThrow().hasContent(content)).findFirst();
    }

    private void rename(String former, String name) {
        LOG.info("{}: renamed to {}; nothing else changes", former, name);
        memory.rename(former, name);
        manager.forget(former);
        memory.get(name).filter(Handover::isRefused).ifPresent(refused -> manager.refuse(name, refused.note()));
    }
}
