/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.module.ModulePolicy;
import dev.twofold.module.Outcome;
import dev.twofold.module.SwapStep;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Brings modules back to what they were at the last commit: after a restart, and when somebody else has touched the bundle of
 * a current revision. Each operation either is done or has undone what it did when it throws. Used by the coordinator's
 * thread only.
 */
final class Restoring {

    private final DataFolder folder;
    private final Store store;
    private final Loader loader;
    private final Modules modules;
    private final Residents residents;
    private final ModuleServers servers;
    private final Policies policies;
    private boolean done;

    Restoring(DataFolder folder, Store store, Loader loader, Modules modules, Residents residents,
            ModuleServers servers, Policies policies) {
        this.folder = folder;
        this.store = store;
        this.loader = loader;
        this.modules = modules;
        this.residents = residents;
        this.servers = servers;
        this.policies = policies;
    }

    // ---- restart

    /**
     * Installs what the store has; nothing is started.
     *
     * @return the modules that cannot be installed as they were, with the reason
     * @throws RefusedException if the data folder cannot be used; it can be tried again
     */
    Map<String, String> restore() throws RefusedException {
        Map<String, String> problems = new LinkedHashMap<>();
        loader.uninstallLeftOvers();
        folder.open();
        for (String module : store.modules()) {
            try {
                restore(module).ifPresent(problem -> problems.put(module, problem));
            } catch (RefusedException damaged) {
                problems.put(module, damaged.getMessage());
            }
        }
        done = true;
        return problems;
    }

    /** Whether what the store has was brought back. */
    boolean isDone() {
        return done;
    }

    private Optional<String> restore(String module) throws RefusedException {
        Store.StoredSlots stored = store.slots(module);
        try (Undo undo = new Undo()) {
            Optional<Revision> current = install(stored.current(), undo);
            Optional<Revision> old = install(stored.old(), undo);
            undo.keep();
            if (stored.problem().isEmpty()) {
                store.clean(module, stored);
            }
            modules.put(Slots.empty(module).with(current, old));
            return stored.problem();
        }
    }

    private Optional<Revision> install(Optional<StoredJar> jar, Undo undo) throws RefusedException {
        if (jar.isEmpty()) {
            return Optional.empty();
        }
        Revision installed = loader.install(jar.get());
        undo.add(() -> loader.uninstall(installed));
        return Optional.of(installed);
    }

    /** Starts a module's current revision as it was at the last commit. */
    Outcome resume(String module, Steps steps) throws RefusedException {
        Slots slots = modules.require(module);
        Revision current = loader.ensureInstalled(slots.current().orElseThrow());
        modules.put(slots.with(Optional.of(current), slots.old()));
        ModulePolicy policy = policies.of(module);
        steps.aboutComeback(current.id());
        try (Undo undo = new Undo()) {
            Revision started = steps.time(SwapStep.LOAD, () -> residents.start(current, policy, steps, undo));
            undo.add(() -> modules.put(slots.with(Optional.of(current), slots.old())));
            modules.put(slots.with(Optional.of(started), slots.old())); // who finds a server finds what it runs
            undo.add(() -> servers.end(module, policy.stopLimit()));
            steps.servers(steps.time(SwapStep.START, () -> servers.open(started)));
            undo.keep();
            return Outcome.LOADED;
        }
    }

    /** Modules whose current revision could not be started since the restart. */
    List<String> waiting() {
        return modules.all().stream()
                .filter(slots -> slots.current().map(Revision::types).map(Map::isEmpty).orElse(false))
                .map(Slots::name).toList();
    }
}
