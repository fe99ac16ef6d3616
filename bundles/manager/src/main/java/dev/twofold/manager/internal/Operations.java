/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.code.Direction;
import dev.twofold.module.Outcome;
import dev.twofold.module.SwapStep;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;

/**
 * What can be done with modules, step by step. Each operation either is done or has undone what it did when it throws,
 * whatever it throws. Used by the coordinator's thread only.
 */
final class Operations {

    private final Store store;
    private final Loader loader;
    private final ServerTypes types;
    private final Modules modules;
    private final ModuleServers servers;
    private final Exchange exchange;
    private final Supplier<Limits> limits;

    Operations(Store store, Loader loader, ServerTypes types, Modules modules, ModuleServers servers,
            Exchange exchange, Supplier<Limits> limits) {
        this.store = store;
        this.loader = loader;
        this.types = types;
        this.modules = modules;
        this.servers = servers;
        this.exchange = exchange;
        this.limits = limits;
    }

    // ---- load

    Outcome load(Path file, Steps steps) throws RefusedException {
        StoredJar jar = steps.time(SwapStep.ACCEPT, () -> store.accept(file));
        Slots slots = modules.find(jar.id().module()).orElseGet(() -> Slots.empty(jar.id().module()));
        steps.about(slots.name(), slots.current().map(Revision::id), Optional.of(jar.id()));
        if (holds(slots.current(), jar)) {
            steps.servers(servers.startMissing(slots.current().orElseThrow()));
            return Outcome.UNCHANGED;
        }
        if (holds(slots.old(), jar)) {
            return goBack(slots, steps);
        }
        try (Undo undo = new Undo()) {
            undo.add(() -> store.discard(jar));
            if (slots.old().isPresent()) {
                steps.time(SwapStep.MAKE_ROOM, () -> makeRoom(slots, undo));
            }
            Revision loaded = steps.time(SwapStep.LOAD, () -> installAndStart(jar, undo));
            return slots.current().isPresent()
                    ? upgrade(slots, loaded, steps, undo)
                    : loadFirst(slots, loaded, steps, undo);
        }
    }

    private static boolean holds(Optional<Revision> slot, StoredJar jar) {
        return slot.isPresent() && slot.get().id().equals(jar.id());
    }

    /** OTP's third load: who still runs the oldest revision is killed. */
    private void makeRoom(Slots slots, Undo undo) {
        undo.add(() -> putBack(slots));
        remove(slots.old().orElseThrow());
    }

    private void putBack(Slots slots) {
        Revision oldest = slots.old().orElseThrow();
        try {
            modules.put(slots.with(slots.current(), Optional.of(loader.install(oldest.jar()))));
        } catch (RefusedException failed) {
            modules.put(slots.with(slots.current(), Optional.empty()));
            throw new IllegalStateException("the old slot of " + oldest.id() + " is lost: " + failed.getMessage());
        }
    }

    private Revision installAndStart(StoredJar jar, Undo undo) throws RefusedException {
        Revision installed = loader.install(jar);
        undo.add(() -> loader.uninstall(installed));
        return start(installed, undo);
    }

    private Revision start(Revision revision, Undo undo) throws RefusedException {
        undo.add(() -> loader.stop(revision));
        return loader.start(revision, limits.get().complete());
    }

    private Outcome loadFirst(Slots slots, Revision loaded, Steps steps, Undo undo) throws RefusedException {
        undo.add(() -> servers.end(slots.name(), limits.get().stop()));
        steps.servers(steps.time(SwapStep.START, () -> servers.open(loaded)));
        store.commit(slots.name(), Optional.of(loaded.jar()), Optional.empty());
        undo.keep();
        modules.put(slots.with(Optional.of(loaded), Optional.empty()));
        return Outcome.LOADED;
    }

    // ---- from one revision to another

    private Outcome upgrade(Slots slots, Revision loaded, Steps steps, Undo undo) throws RefusedException {
        Revision before = slots.current().orElseThrow();
        exchange.run(slots.with(Optional.of(loaded), Optional.of(before)), before, loaded, Direction.UPGRADE, steps,
                undo);
        slots.old().ifPresent(oldest -> {
            store.discard(oldest.jar());
            steps.purged(oldest.id());
        });
        settle(slots, before, loaded, steps);
        return Outcome.UPGRADED;
    }

    Outcome rollback(String module, Steps steps) throws RefusedException {
        Slots slots = modules.require(module);
        steps.about(module, slots.current().map(Revision::id), slots.old().map(Revision::id));
        return goBack(slots, steps);
    }

    private Outcome goBack(Slots slots, Steps steps) throws RefusedException {
        Revision before = slots.current().orElseThrow(() -> new RefusedException("it has no current revision"));
        Revision wanted = slots.old().orElseThrow(() -> new RefusedException("the old slot of module " + slots.name()
                + " is empty: there is no revision to go back to; drop the jar that you want into the folder"));
        Revision old = loader.ensureInstalled(wanted);
        modules.put(slots.with(slots.current(), Optional.of(old)));
        try (Undo undo = new Undo()) {
            Revision started = steps.time(SwapStep.LOAD, () -> start(old, undo));
            exchange.run(slots.with(Optional.of(started), Optional.of(before)), before, started, Direction.ROLLBACK,
                    steps, undo);
            settle(slots, before, started, steps);
            return Outcome.ROLLED_BACK;
        }
    }

    /** After the commit: starts what is new, and stops the revision that was current; it is kept for going back. */
    private void settle(Slots slots, Revision before, Revision current, Steps steps) throws RefusedException {
        try {
            servers.startAdded(current).forEach(steps::problem);
        } catch (RuntimeException failed) { // the upgrade is done, whatever its new servers do
            steps.problem("a server that it adds did not start: " + failed);
        }
        steps.time(SwapStep.RETIRE,
                () -> modules.put(slots.with(Optional.of(current), Optional.of(loader.stop(before)))));
    }

    /**
     * Somebody has refreshed the bundle of a current revision, or one of its components was activated anew: its servers go
     * over to what is there now.
     */
    Outcome follow(String module, Steps steps) throws RefusedException {
        Slots slots = modules.require(module);
        Revision before = slots.current().orElseThrow();
        steps.about(module, Optional.of(before.id()), Optional.of(before.id()));
        try (Undo undo = new Undo()) {
            Revision now = steps.time(SwapStep.LOAD, () -> loader.start(before, limits.get().complete()));
            exchange.run(slots.with(Optional.of(now), slots.old()), before, now, Direction.UPGRADE, steps, undo);
            return Outcome.UPGRADED;
        }
    }

    /** Modules whose current bundle is active and does not provide any more what their servers run. */
    List<String> moved() {
        return modules.all().stream().filter(slots -> slots.current().filter(this::hasMoved).isPresent())
                .map(Slots::name).toList();
    }

    private boolean hasMoved(Revision current) {
        return !current.types().isEmpty() && current.bundle().getState() == Bundle.ACTIVE
                && !types.areSame(current);
    }

    // ---- removal

    Outcome purge(String module, Steps steps) throws RefusedException {
        Slots slots = modules.require(module);
        steps.about(module, slots.current().map(Revision::id), slots.current().map(Revision::id));
        if (slots.old().isEmpty()) {
            return Outcome.UNCHANGED;
        }
        Revision old = slots.old().get();
        steps.time(SwapStep.PURGE, () -> {
            store.commit(module, slots.current().map(Revision::jar), Optional.empty());
            modules.put(slots.with(slots.current(), Optional.empty()));
            steps.servers(remove(old));
            store.discard(old.jar());
        });
        steps.purged(old.id());
        return Outcome.PURGED;
    }

    Outcome unload(String module, Steps steps) throws RefusedException {
        Slots slots = modules.require(module);
        steps.about(module, slots.current().map(Revision::id), Optional.empty());
        steps.time(SwapStep.UNLOAD, () -> {
            store.remove(module);
            modules.remove(module);
            servers.end(module, limits.get().stop());
            Stream.of(slots.current(), slots.old()).flatMap(Optional::stream).forEach(this::remove);
        });
        return Outcome.UNLOADED;
    }

    private int remove(Revision revision) {
        int killed = servers.kill(revision);
        loader.uninstall(loader.stop(revision));
        servers.forgetRemovedCode();
        return killed;
    }

    // ---- restart

    /**
     * Installs what the store has; nothing is started.
     *
     * @return the modules that cannot be installed, with the reason
     */
    Map<String, String> restore() {
        Map<String, String> problems = new LinkedHashMap<>();
        loader.uninstallLeftOvers();
        for (String module : store.modules()) {
            try {
                restore(module);
            } catch (RefusedException damaged) {
                problems.put(module, damaged.getMessage());
            }
        }
        return problems;
    }

    private void restore(String module) throws RefusedException {
        Store.StoredSlots stored = store.slots(module);
        try (Undo undo = new Undo()) {
            Optional<Revision> current = install(stored.current(), undo);
            Optional<Revision> old = install(stored.old(), undo);
            undo.keep();
            store.clean(module, stored);
            modules.put(Slots.empty(module).with(current, old));
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
        steps.about(module, Optional.empty(), Optional.of(current.id()));
        try (Undo undo = new Undo()) {
            Revision started = steps.time(SwapStep.LOAD, () -> start(current, undo));
            undo.add(() -> servers.end(module, limits.get().stop()));
            steps.servers(steps.time(SwapStep.START, () -> servers.open(started)));
            undo.keep();
            modules.put(slots.with(Optional.of(started), slots.old()));
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
