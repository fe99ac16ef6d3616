/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.code.Direction;
import dev.twofold.engine.ChangeFailedException;
import dev.twofold.engine.Engine;
import dev.twofold.engine.Gate;
import dev.twofold.engine.GateTimeoutException;
import dev.twofold.engine.Migration;
import dev.twofold.engine.ServerGroup;
import dev.twofold.module.Outcome;
import dev.twofold.module.SwapStep;
import dev.twofold.server.ExitReason;
import dev.twofold.server.NameTakenException;
import dev.twofold.server.ServerSpec;
import dev.twofold.server.StartFailedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;

/**
 * What can be done with modules, step by step. Each operation either is done or has undone what it did when it throws.
 * Used by the coordinator's thread only.
 */
final class Operations {

    private final BundleContext context;
    private final Engine engine;
    private final Store store;
    private final Loader loader;
    private final Modules modules;
    private final Supplier<Limits> limits;

    Operations(BundleContext context, Engine engine, Store store, Loader loader, Modules modules,
            Supplier<Limits> limits) {
        this.context = context;
        this.engine = engine;
        this.store = store;
        this.loader = loader;
        this.modules = modules;
        this.limits = limits;
    }

    // ---- load

    Outcome load(Path file, Steps steps) throws RefusedException {
        StoredJar jar = steps.time(SwapStep.ACCEPT, () -> store.accept(file));
        Slots slots = modules.find(jar.id().module()).orElseGet(() -> Slots.empty(jar.id().module()));
        steps.about(slots.name(), slots.current().map(Revision::id), Optional.of(jar.id()));
        if (holds(slots.current(), jar)) {
            return Outcome.UNCHANGED;
        }
        if (holds(slots.old(), jar)) {
            return goBack(slots, steps);
        }
        try {
            return loadNew(slots, jar, steps);
        } catch (RefusedException refused) {
            store.discard(jar);
            throw refused;
        }
    }

    private static boolean holds(Optional<Revision> slot, StoredJar jar) {
        return slot.isPresent() && slot.get().id().equals(jar.id());
    }

    private Outcome loadNew(Slots slots, StoredJar jar, Steps steps) throws RefusedException {
        Optional<Revision> oldest = slots.old();
        if (oldest.isPresent()) {
            steps.time(SwapStep.MAKE_ROOM, () -> makeRoom(oldest.get()));
        }
        try {
            Revision loaded = steps.time(SwapStep.LOAD, () -> installAndStart(jar));
            try {
                return slots.current().isPresent() ? upgrade(slots, loaded, steps) : loadFirst(slots, loaded, steps);
            } catch (RefusedException refused) {
                loader.uninstall(loader.stop(loaded));
                throw refused;
            }
        } catch (RefusedException refused) {
            if (oldest.isPresent()) {
                putBack(slots, oldest.get());
            }
            throw refused;
        }
    }

    /** OTP's third load: who still runs the oldest revision is killed. */
    private int makeRoom(Revision oldest) {
        int killed = engine.group(oldest.id().module()).kill(oldest.codes().values());
        loader.uninstall(loader.stop(oldest));
        return killed;
    }

    private void putBack(Slots slots, Revision oldest) throws RefusedException {
        modules.put(slots.with(slots.current(), Optional.of(loader.install(oldest.jar()))));
    }

    private Revision installAndStart(StoredJar jar) throws RefusedException {
        Revision installed = loader.install(jar);
        try {
            return loader.start(installed, limits.get().complete());
        } catch (RefusedException refused) {
            loader.uninstall(installed);
            throw refused;
        }
    }

    private Outcome loadFirst(Slots slots, Revision loaded, Steps steps) throws RefusedException {
        steps.servers(steps.time(SwapStep.START, () -> open(loaded)));
        try {
            store.commit(slots.name(), Optional.of(loaded.jar()), Optional.empty());
        } catch (RefusedException notWritten) {
            endServers(slots.name());
            throw notWritten;
        }
        modules.put(slots.with(Optional.of(loaded), Optional.empty()));
        return Outcome.LOADED;
    }

    /** Makes a revision the one that new servers run, and starts the servers that belong to it. */
    private int open(Revision revision) throws RefusedException {
        engine.group(revision.id().module()).load(revision.codes());
        try {
            return startServers(revision);
        } catch (RefusedException refused) {
            endServers(revision.id().module());
            throw refused;
        }
    }

    private void endServers(String module) {
        ServerGroup group = engine.group(module);
        group.load(Map.of());
        group.stopAll(ExitReason.SHUTDOWN, limits.get().stop());
    }

    private int startServers(Revision revision) throws RefusedException {
        int started = 0;
        for (Map.Entry<String, Revision.Type> type : revision.types().entrySet()) {
            for (String name : type.getValue().start()) {
                if (engine.whereis(name).isEmpty()) {
                    start(ServerSpec.of(revision.id().module(), type.getKey()).named(name));
                    started++;
                }
            }
        }
        return started;
    }

    private void start(ServerSpec spec) throws RefusedException {
        try {
            engine.start(spec);
        } catch (NameTakenException | StartFailedException failed) {
            throw new RefusedException(failed.getMessage());
        }
    }

    // ---- from one revision to another

    private Outcome upgrade(Slots slots, Revision loaded, Steps steps) throws RefusedException {
        Revision current = slots.current().orElseThrow();
        exchange(slots, current, loaded, Direction.UPGRADE, steps);
        slots.old().ifPresent(oldest -> {
            store.discard(oldest.jar());
            steps.purged(oldest.id());
        });
        return Outcome.UPGRADED;
    }

    Outcome rollback(String module, Steps steps) throws RefusedException {
        Slots slots = modules.require(module);
        steps.about(module, slots.current().map(Revision::id), slots.old().map(Revision::id));
        return goBack(slots, steps);
    }

    private Outcome goBack(Slots slots, Steps steps) throws RefusedException {
        Revision current = slots.current().orElseThrow(() -> new RefusedException("it has no current revision"));
        Revision old = slots.old().orElseThrow(() -> new RefusedException("the old slot of module " + slots.name()
                + " is empty: there is no revision to go back to; drop the jar that you want into the folder"));
        Revision started = steps.time(SwapStep.LOAD, () -> loader.start(old, limits.get().complete()));
        try {
            exchange(slots, current, started, Direction.ROLLBACK, steps);
        } catch (RefusedException refused) {
            loader.stop(started);
            throw refused;
        }
        return Outcome.ROLLED_BACK;
    }

    /** Gate, change, commit, open, retire. */
    private void exchange(Slots slots, Revision from, Revision to, Direction direction, Steps steps)
            throws RefusedException {
        ServerGroup group = engine.group(slots.name());
        try (CodeChanges changes = new CodeChanges(context)) {
            Migration change = steps.time(SwapStep.CHECK, () -> check(group, from, to, direction, changes));
            long start = System.nanoTime();
            try (Gate gate = steps.time(SwapStep.GATE, () -> group.closeGate(limits.get().gate()))) {
                steps.time(SwapStep.CHANGE, () -> change(gate, to, change));
                steps.time(SwapStep.COMMIT, () -> commit(slots, from, to, gate));
                steps.servers(gate.size());
            } finally {
                steps.gated(Duration.ofNanos(System.nanoTime() - start));
            }
        } catch (GateTimeoutException | ChangeFailedException refused) {
            throw new RefusedException(refused.getMessage());
        }
        steps.time(SwapStep.RETIRE, () -> retire(slots, from, to));
    }

    private Migration check(ServerGroup group, Revision from, Revision to, Direction direction, CodeChanges changes)
            throws RefusedException {
        Set<String> gone = new TreeSet<>(group.runningTypes());
        gone.removeAll(to.types().keySet());
        if (!gone.isEmpty()) {
            throw new RefusedException("it has no server type " + String.join(", ", gone)
                    + ", which servers run: stop them"
                    + " or keep the type");
        }
        return Migrations.between(from, to, direction, changes);
    }

    private boolean change(Gate gate, Revision to, Migration change) {
        gate.change(to.codes(), change, limits.get().change());
        return true;
    }

    private boolean commit(Slots slots, Revision from, Revision to, Gate gate) throws RefusedException {
        store.commit(slots.name(), Optional.of(to.jar()), Optional.of(from.jar()));
        gate.commit();
        modules.put(slots.with(Optional.of(to), Optional.of(from)));
        return true;
    }

    private boolean retire(Slots slots, Revision from, Revision to) {
        Revision retired = loader.stop(from);
        modules.put(slots.with(Optional.of(to), Optional.of(retired)));
        return true;
    }

    /** Starts what a new revision adds; it is current already, so a failure is told and changes nothing. */
    Optional<String> startAdded(String module) {
        try {
            Optional<Revision> current = modules.find(module).flatMap(Slots::current);
            if (current.isPresent()) {
                startServers(current.get());
            }
            return Optional.empty();
        } catch (RefusedException failed) {
            return Optional.of(failed.getMessage());
        }
    }

    // ---- removal

    Outcome purge(String module, Steps steps) throws RefusedException {
        Slots slots = modules.require(module);
        steps.about(module, slots.current().map(Revision::id), slots.current().map(Revision::id));
        if (slots.old().isEmpty()) {
            return Outcome.UNCHANGED;
        }
        Revision old = slots.old().get();
        return steps.time(SwapStep.PURGE, () -> {
            store.commit(module, slots.current().map(Revision::jar), Optional.empty());
            steps.servers(makeRoom(old));
            store.discard(old.jar());
            modules.put(slots.with(slots.current(), Optional.empty()));
            steps.purged(old.id());
            return Outcome.PURGED;
        });
    }

    Outcome unload(String module, Steps steps) throws RefusedException {
        Slots slots = modules.require(module);
        steps.about(module, slots.current().map(Revision::id), Optional.empty());
        return steps.time(SwapStep.UNLOAD, () -> {
            endServers(module);
            store.remove(module);
            modules.remove(module);
            for (Revision revision : List.of(slots.current(), slots.old()).stream().flatMap(Optional::stream)
                    .toList()) {
                loader.uninstall(loader.stop(revision));
            }
            return Outcome.UNLOADED;
        });
    }

    // ---- restart

    /** Installs what the store has; nothing is started. */
    void restore() throws RefusedException {
        loader.uninstallLeftOvers();
        for (String module : store.recover()) {
            Store.StoredSlots stored = store.slots(module);
            modules.put(Slots.empty(module).with(install(stored.current()), install(stored.old())));
        }
    }

    private Optional<Revision> install(Optional<StoredJar> jar) throws RefusedException {
        return jar.isPresent() ? Optional.of(loader.install(jar.get())) : Optional.empty();
    }

    /** Starts a module's current revision as it was at the last commit. */
    Outcome resume(String module, Steps steps) throws RefusedException {
        Slots slots = modules.require(module);
        Revision current = slots.current().orElseThrow();
        steps.about(module, Optional.empty(), Optional.of(current.id()));
        Revision started = steps.time(SwapStep.LOAD, () -> loader.start(current, limits.get().complete()));
        try {
            steps.servers(steps.time(SwapStep.START, () -> open(started)));
        } catch (RefusedException refused) {
            loader.stop(started);
            throw refused;
        }
        modules.put(slots.with(Optional.of(started), slots.old()));
        return Outcome.LOADED;
    }

    /** Modules whose current revision could not be started since the restart. */
    List<String> waiting() {
        return modules.all().stream().filter(slots -> slots.current().map(Revision::types).map(Map::isEmpty).orElse(
                false))
                .map(Slots::name).toList();
    }
}
