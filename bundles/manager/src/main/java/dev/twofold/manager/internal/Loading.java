/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.code.Direction;
import dev.twofold.module.ModulePolicy;
import dev.twofold.module.Outcome;
import dev.twofold.module.SwapOptions;
import dev.twofold.module.SwapStep;
import dev.twofold.module.UpgradePolicy;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The operations that make a revision current or move servers, step by step. Each either is done or has undone what it did
 * when it throws, whatever it throws. Used by the coordinator's thread only.
 */
final class Loading {

    private final Store store;
    private final Modules modules;
    private final Residents residents;
    private final ModuleServers servers;
    private final Exchange exchange;
    private final Policies policies;

    Loading(Store store, Modules modules, Residents residents, ModuleServers servers, Exchange exchange,
            Policies policies) {
        this.store = store;
        this.modules = modules;
        this.residents = residents;
        this.servers = servers;
        this.exchange = exchange;
        this.policies = policies;
    }

    Outcome load(Path file, SwapOptions options, Steps steps) throws RefusedException {
        StoredJar jar = steps.time(SwapStep.ACCEPT, () -> store.accept(file));
        Slots slots = modules.find(jar.id().module()).orElseGet(() -> Slots.empty(jar.id().module()));
        steps.about(slots.name(), slots.current().map(Revision::id), Optional.of(jar.id()));
        if (holds(slots.current(), jar)) {
            steps.servers(servers.startMissing(slots.current().orElseThrow()));
            return Outcome.UNCHANGED;
        }
        if (holds(slots.old(), jar)) {
            return goBack(slots, options, steps);
        }
        ModulePolicy policy = policies.of(slots.name()).with(options);
        try (Undo undo = new Undo()) {
            undo.add(() -> store.discard(jar));
            boolean full = slots.current().isPresent() && slots.old().isPresent();
            if (full) {
                steps.time(SwapStep.MAKE_ROOM, () -> residents.makeRoom(slots, policy, steps, undo));
            }
            Revision loaded = steps.time(SwapStep.LOAD, () -> residents.load(jar, policy, undo));
            Outcome outcome = enter(slots, slots.loaded(loaded), policy, steps, undo);
            if (full) {
                Revision oldest = slots.old().orElseThrow();
                store.discard(oldest.jar());
                steps.purged(oldest.id());
            }
            return outcome;
        }
    }

    private static boolean holds(Optional<Revision> slot, StoredJar jar) {
        return slot.isPresent() && slot.get().id().equals(jar.id());
    }

    Outcome rollback(String module, SwapOptions options, Steps steps) throws RefusedException {
        Slots slots = modules.require(module);
        steps.about(module, slots.current().map(Revision::id), slots.old().map(Revision::id));
        return goBack(slots, options, steps);
    }

    private Outcome goBack(Slots slots, SwapOptions options, Steps steps) throws RefusedException {
        Revision wanted = slots.old().orElseThrow(() -> new RefusedException("the old slot of module " + slots.name()
                + " is empty: there is no revision to go back to; drop the jar that you want into the folder"));
        ModulePolicy policy = policies.of(slots.name()).with(options);
        Revision old = residents.ensureInstalled(wanted);
        Slots before = slots.with(slots.current(), Optional.of(old));
        modules.put(before);
        try (Undo undo = new Undo()) {
            Revision started = steps.time(SwapStep.LOAD, () -> residents.start(old, policy, undo));
            enter(before, before.wentBack(started), policy, steps, undo);
            return Outcome.ROLLED_BACK;
        }
    }

    /** Moves the servers that run the old revision to the current one. */
    Outcome upgrade(String module, SwapOptions options, Steps steps) throws RefusedException {
        Slots slots = modules.require(module);
        Revision current = slots.current().orElseThrow(() -> new RefusedException("module " + module
                + " has no current revision: load one, or go back to the old one"));
        steps.about(module, slots.old().map(Revision::id), Optional.of(current.id()));
        if (slots.old().filter(old -> servers.running(old) > 0).isEmpty()) {
            return Outcome.UNCHANGED;
        }
        try (Undo undo = new Undo()) {
            move(slots, slots.old().get(), policies.of(module).with(options), steps, undo);
            return Outcome.UPGRADED;
        }
    }

    // ---- a revision becomes current

    private Outcome enter(Slots before, Slots after, ModulePolicy policy, Steps steps, Undo undo)
            throws RefusedException {
        if (after.old().isEmpty()) {
            return start(after, policy, steps, undo);
        }
        if (policy.upgrade() == UpgradePolicy.LOAD || before.current().isEmpty() && after.way() == Direction.ROLLBACK) {
            place(after, steps, undo);
            return Outcome.LOADED;
        }
        move(after, after.old().get(), policy, steps, undo);
        return Outcome.UPGRADED;
    }

    /** The first revision of a module: its servers start. */
    private Outcome start(Slots after, ModulePolicy policy, Steps steps, Undo undo) throws RefusedException {
        Revision loaded = after.current().orElseThrow();
        undo.add(() -> servers.end(after.name(), policy.stopLimit()));
        steps.servers(steps.time(SwapStep.START, () -> servers.open(loaded)));
        commit(after);
        undo.keep();
        modules.put(after);
        return Outcome.LOADED;
    }

    /** New servers run the current revision from now on; those there are stay where they are. */
    private void place(Slots after, Steps steps, Undo undo) throws RefusedException {
        steps.time(SwapStep.COMMIT, () -> {
            commit(after);
            undo.keep();
            servers.use(after.current().orElseThrow());
            modules.put(after);
        });
        retire(after, steps);
    }

    private void commit(Slots after) throws RefusedException {
        store.commit(after.name(), after.current().map(Revision::jar), after.old().map(Revision::jar));
    }

    /** The servers of a revision go over to the current one. */
    private void move(Slots after, Revision from, ModulePolicy policy, Steps steps, Undo undo) throws RefusedException {
        Revision current = after.current().orElseThrow();
        exchange.run(after, from, current, after.way(), policy, steps, undo);
        try {
            servers.startAdded(current).forEach(steps::problem);
        } catch (RuntimeException failed) { // the upgrade is done, whatever its new servers do
            steps.problem("a server that it adds did not start: " + failed);
        }
        retire(after, steps);
    }

    private void retire(Slots after, Steps steps) throws RefusedException {
        steps.time(SwapStep.RETIRE, () -> modules.put(after.with(after.current(), after.old().map(residents::retire))));
    }
}
