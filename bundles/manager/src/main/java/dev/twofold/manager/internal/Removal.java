/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.module.Outcome;
import dev.twofold.module.SwapStep;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The operations that take revisions away. Each either is done or has changed nothing when it throws. Used by the
 * coordinator's thread only.
 */
final class Removal {

    private final Store store;
    private final Modules modules;
    private final Residents residents;
    private final ModuleServers servers;
    private final Policies policies;
    private final Holds holds;

    Removal(Store store, Modules modules, Residents residents, ModuleServers servers, Policies policies, Holds holds) {
        this.store = store;
        this.modules = modules;
        this.residents = residents;
        this.servers = servers;
        this.policies = policies;
        this.holds = holds;
    }

    /** Empties the old slot; who runs its revision is killed. */
    Outcome purge(String module, Steps steps) throws RefusedException {
        return purge(modules.require(module), steps);
    }

    /** Empties the old slot if no server runs its revision. */
    Outcome softPurge(String module, Steps steps) throws RefusedException {
        Slots slots = modules.require(module);
        steps.about(module, slots.current().map(Revision::id), slots.current().map(Revision::id));
        residents.refuseLingerers(slots, steps);
        return purge(slots, steps);
    }

    private Outcome purge(Slots slots, Steps steps) throws RefusedException {
        steps.about(slots.name(), slots.current().map(Revision::id), slots.current().map(Revision::id));
        if (slots.old().isEmpty()) {
            return steps.unchanged("its old slot is empty");
        }
        Revision old = slots.old().get();
        steps.time(SwapStep.PURGE, () -> {
            if (slots.current().isEmpty()) {
                forget(slots.name());
            } else {
                store.commit(slots.name(), slots.current().map(Revision::jar), Optional.empty());
                modules.put(slots.leftAlone().with(slots.current(), Optional.empty()));
            }
            steps.servers(residents.remove(old, steps));
            store.discard(old.jar());
        });
        steps.purged(old.id());
        return Outcome.PURGED;
    }

    /** OTP's {@code code:delete}: what is current becomes old, and nothing is current. */
    Outcome delete(String module, Steps steps) throws RefusedException {
        Slots slots = modules.require(module);
        steps.about(module, slots.current().map(Revision::id), Optional.empty());
        Revision current = slots.current().orElseThrow(() -> new RefusedException("module " + module
                + " has no current revision that could be deleted: module:purge " + module + " removes the old one"));
        if (slots.old().isPresent()) {
            throw new RefusedException("its old slot is taken by " + slots.old().get().id().version()
                    + ": module:purge " + slots.name() + " removes that one first");
        }
        if (holds.find(module).isPresent()) {
            throw new RefusedException(
                    "its servers are held, because somebody has taken the bundle of its revision away:"
                            + " start the bundle, or wait until the servers have ended");
        }
        steps.time(SwapStep.COMMIT, () -> {
            store.commit(module, Optional.empty(), Optional.of(current.jar()));
            servers.useNone(module);
            modules.put(slots.with(Optional.empty(), Optional.of(current)));
        });
        steps.time(SwapStep.RETIRE,
                () -> modules.put(slots.with(Optional.empty(), Optional.of(residents.retire(current)))));
        return Outcome.DELETED;
    }

    /** Ends all servers of a module and forgets it. */
    Outcome unload(String module, Steps steps) throws RefusedException {
        Slots slots = modules.require(module);
        steps.about(module, slots.current().map(Revision::id), Optional.empty());
        steps.servers(servers.running(module).values().stream().mapToInt(Integer::intValue).sum());
        steps.time(SwapStep.UNLOAD, () -> {
            forget(module);
            Stream.of(slots.current(), slots.old()).flatMap(Optional::stream)
                    .forEach(revision -> residents.remove(revision, steps));
        });
        return Outcome.UNLOADED;
    }

    private void forget(String module) throws RefusedException {
        store.remove(module);
        modules.remove(module);
        servers.end(module, policies.of(module).stopLimit());
    }
}
