/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.engine.Migration;
import dev.twofold.manager.internal.Exchange.Move;
import dev.twofold.module.ModulePolicy;
import dev.twofold.module.Outcome;
import dev.twofold.module.PurgePolicy;
import dev.twofold.module.SwapOptions;
import dev.twofold.module.SwapStep;
import dev.twofold.module.SwapStrategy;
import dev.twofold.module.UpgradePolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The operations that make a revision current or move servers, step by step. Each either is done or has undone what it did
 * when it throws, whatever it throws. Used by the coordinator's thread only.
 */
final class Loading {

    /** For so long it is waited for servers that are busy, to tell what becomes of them. */
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(1);

    private final Entering entering;
    private final Ledger ledger;
    private final Modules modules;
    private final ModuleServers servers;
    private final Exchange exchange;
    private final Policies policies;

    Loading(Entering entering, Ledger ledger, Modules modules, ModuleServers servers, Exchange exchange,
            Policies policies) {
        this.entering = entering;
        this.ledger = ledger;
        this.modules = modules;
        this.servers = servers;
        this.exchange = exchange;
        this.policies = policies;
    }

    // ---- from a jar

    Outcome load(Path file, SwapOptions options, Steps steps) throws RefusedException {
        return loadTogether(List.of(file), options, List.of(steps)).get(0);
    }

    /** Loads several jars, each of another module, all or none. */
    List<Outcome> loadTogether(List<Path> files, SwapOptions options, List<Steps> steps) throws RefusedException {
        try (Undo undo = new Undo()) {
            List<Entry> entries = new ArrayList<>();
            for (int i = 0; i < files.size(); i++) {
                entries.add(accept(files, i, options, steps.get(i), undo));
            }
            refuseTwins(entries);
            refuseBothAtOnce(entries);
            each(entries, entry -> entering.makeRoom(entry, undo));
            each(entries, entry -> entering.install(entry, undo)); // all of them, since they may need each other
            entering.prepare(entries, undo);
            each(entries, entry -> entering.start(entry, undo));
            entering.enter(entries, undo);
            return entries.stream().map(entering::finish).toList();
        }
    }

    /** Of several, what is refused is told by name. */
    private Entry accept(List<Path> files, int place, SwapOptions options, Steps steps, Undo undo)
            throws RefusedException {
        try {
            return entering.accept(files.get(place), options, steps, undo);
        } catch (RefusedException refused) {
            throw files.size() == 1
                    ? refused
                    : new RefusedException(files.get(place).getFileName() + ": " + refused.getMessage());
        }
    }

    /** One step of one jar. */
    private interface Part {
        void run(Entry entry) throws RefusedException;
    }

    private static void each(List<Entry> entries, Part part) throws RefusedException {
        for (Entry entry : entries) {
            try {
                part.run(entry);
            } catch (RefusedException refused) {
                throw entries.size() == 1
                        ? refused
                        : new RefusedException(entry.jar().id() + ": " + refused.getMessage());
            }
        }
    }

    private static void refuseTwins(List<Entry> entries) throws RefusedException {
        for (Entry entry : entries) {
            if (entries.stream().filter(other -> other.module().equals(entry.module())).count() > 1) {
                throw new RefusedException("two of the jars are of module " + entry.module()
                        + ": give one of them");
            }
        }
    }

    /** What needs both revisions of a module to be active. */
    private static void refuseBothAtOnce(List<Entry> entries) throws RefusedException {
        for (Entry entry : entries) {
            if (entry.isExclusive() && entries.size() > 1) {
                throw entry.refuse("it cannot be loaded together with other modules: load it by itself");
            }
            if (entry.isExclusive() && entry.policy().strategy() != SwapStrategy.ATOMIC) {
                throw entry.refuse("servers cannot go over by the strategy " + entry.policy().strategy().name()
                        .toLowerCase(Locale.ROOT) + ": load it with strategy=atomic");
            }
            if (entry.isExclusive() && entry.policy().upgrade() == UpgradePolicy.LOAD) {
                throw entry.refuse("servers cannot stay on the old one: load it with upgrade=auto");
            }
        }
    }

    // ---- to try it

    /** A load up to the change of states; all of it is undone. */
    Rehearsed rehearse(Path file, SwapOptions options, Steps steps) throws RefusedException {
        try (Undo undo = new Undo()) {
            undo.add(servers::forgetRemovedCode);
            Entry entry = entering.accept(file, options.purge(PurgePolicy.SOFT), steps, undo);
            if (entry.isExclusive()) {
                throw new RefusedException("not rehearsed: " + entry.refuse("it is not rehearsable").getMessage());
            }
            if (entry.isCurrent()) {
                steps.warn("it is the current revision already: a load would only start what of it does not run");
                return Rehearsed.NOTHING;
            }
            if (entry.isFull()) {
                refuseToKill(entry.slots(), options);
            }
            entering.makeRoom(entry, undo);
            entering.install(entry, undo);
            if (!options.forced()) {
                entering.refuseWhatRuns(entry);
            }
            entering.start(entry, undo);
            return entering.rehearse(entry);
        }
    }

    /** Nobody is killed to find something out, also where a load would. */
    private void refuseToKill(Slots slots, SwapOptions options) throws RefusedException {
        ModulePolicy policy = policies.of(slots.name()).with(options);
        Revision oldest = slots.old().orElseThrow();
        int running = servers.running(oldest);
        if (policy.purge() == PurgePolicy.KILL && slots.left().isEmpty() && running > 0) {
            throw new RefusedException("not rehearsed: a load would kill what runs the oldest revision " + oldest.id()
                    .version() + " (servers: " + running + ", module:running " + slots.name()
                    + " lists them), and a rehearsal kills nobody; upgrade them first, or load it if they may go");
        }
    }

    // ---- between the slots

    Outcome rollback(String module, SwapOptions options, Steps steps) throws RefusedException {
        Slots slots = modules.require(module);
        steps.about(module, slots.current().map(Revision::id), slots.old().map(Revision::id));
        Revision wanted = slots.old().orElseThrow(() -> new RefusedException("the old slot of module " + slots.name()
                + " is empty: there is no revision to go back to; drop the jar that you want into the folder"));
        try (Undo undo = new Undo()) {
            Entry entry = entering.entry(slots, wanted.jar(), options, steps);
            refuseBothAtOnce(List.of(entry));
            entering.install(entry, undo);
            entering.prepare(List.of(entry), undo);
            entering.start(entry, undo);
            entering.enter(List.of(entry), undo);
            return entering.finish(entry);
        }
    }

    /** Moves the servers that run the old revision to the current one. */
    Outcome upgrade(String module, SwapOptions options, Steps steps) throws RefusedException {
        Slots slots = modules.require(module);
        Revision current = slots.current().orElseThrow(() -> new RefusedException("module " + module
                + " has no current revision: load one, or go back to the old one"));
        steps.about(module, slots.old().map(Revision::id), Optional.of(current.id()));
        if (slots.old().filter(old -> servers.running(old) > 0).isEmpty()) {
            return steps.unchanged("no server of it runs an old revision");
        }
        ModulePolicy policy = policies.of(module).with(options);
        try (Undo undo = new Undo()) {
            boolean all = exchange.run(List.of(new Move(slots, slots.old().get(), options.extra(), steps)), policy, List
                    .of(),
                    undo);
            entering.settle(all ? slots.leftAlone() : slots.leftBy(SwapStrategy.ROLLING), steps);
            return steps.moved(false);
        }
    }

    /** Loads a jar without any code change: servers go over with what they have. */
    Outcome redefine(Path file, SwapOptions options, Steps steps) throws RefusedException {
        try (Undo undo = new Undo()) {
            Entry entry = entering.accept(file, options, steps, undo);
            if (entry.isExclusive()) {
                throw entry.refuse("it cannot be redefined: load it");
            }
            if (entry.isCurrent() || entry.slots().current().isEmpty()) {
                entering.makeRoom(entry, undo);
                entering.install(entry, undo);
                entering.start(entry, undo);
                entering.enter(List.of(entry), undo);
                return entering.finish(entry);
            }
            Revision before = entry.slots().current().get();
            steps.warn("redefining module " + entry.module() + " (current revision from " + before.bundle()
                    .getLocation() + ", version " + before.id().version() + ")");
            entering.makeRoom(entry, undo);
            entering.install(entry, undo);
            entering.start(entry, undo);
            Migration carry = Migrations.byShape(before, entry.loaded());
            Migrations.misfits(before, entry.loaded(), carry, servers.running(entry.module()).keySet())
                    .forEach(why -> steps.warn(why
                            + "; a redefinition asks none: these servers end, and start again with a"
                            + " new state"));
            Slots after = entry.after();
            steps.time(SwapStep.COMMIT, () -> {
                ledger.commit(List.of(after), undo);
                steps.changed(new Changes(servers.redefine(entry.loaded(), carry, LONGEST_LOOK)));
            });
            entering.settle(after, steps);
            entering.discardOldest(entry).run();
            entering.entered(entry);
            return Outcome.REDEFINED;
        }
    }
}
