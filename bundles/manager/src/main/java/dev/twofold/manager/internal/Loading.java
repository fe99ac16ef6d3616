/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.engine.Migration;
import dev.twofold.engine.RehearsalReport;
import dev.twofold.manager.internal.Exchange.Move;
import dev.twofold.module.ModulePolicy;
import dev.twofold.module.Outcome;
import dev.twofold.module.PurgePolicy;
import dev.twofold.module.RevisionId;
import dev.twofold.module.SwapOptions;
import dev.twofold.module.SwapStep;
import dev.twofold.module.SwapStrategy;
import dev.twofold.module.UpgradePolicy;
import dev.twofold.supervisor.ChildSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The operations that make a revision current or move servers, step by step. Each either is done or has undone what it did
 * when it throws, whatever it throws. Used by the coordinator's thread only.
 */
final class Loading {

    private final Store store;
    private final Ledger ledger;
    private final Modules modules;
    private final Residents residents;
    private final ModuleServers servers;
    private final Exchange exchange;
    private final Exclusive exclusive;
    private final Policies policies;

    Loading(Store store, Ledger ledger, Modules modules, Residents residents, ModuleServers servers, Exchange exchange,
            Exclusive exclusive, Policies policies) {
        this.store = store;
        this.ledger = ledger;
        this.modules = modules;
        this.residents = residents;
        this.servers = servers;
        this.exchange = exchange;
        this.exclusive = exclusive;
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
                entries.add(accept(files.get(i), options, steps.get(i), undo));
            }
            refuseTwins(entries);
            refuseBothAtOnce(entries);
            each(entries, entry -> entry.makeRoom(undo));
            each(entries, entry -> entry.install(undo)); // all of them, since they may need each other
            each(entries, entry -> entry.start(undo));
            enter(entries, undo);
            return entries.stream().map(Entry::finish).toList();
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
                        : new RefusedException(entry.jar.id() + ": " + refused.getMessage());
            }
        }
    }

    private Entry accept(Path file, SwapOptions options, Steps steps, Undo undo) throws RefusedException {
        StoredJar jar = steps.time(SwapStep.ACCEPT, () -> store.accept(file));
        Slots slots = modules.find(jar.id().module()).orElseGet(() -> Slots.empty(jar.id().module()));
        steps.about(slots.name(), slots.current().map(Revision::id), Optional.of(jar.id()));
        Entry entry = new Entry(slots, jar, policies.of(slots.name()).with(options), options.extra(), steps);
        if (entry.isNew()) {
            undo.add(() -> store.discard(jar));
        }
        return entry;
    }

    private static void refuseTwins(List<Entry> entries) throws RefusedException {
        for (Entry entry : entries) {
            if (entries.stream().filter(other -> other.slots.name().equals(entry.slots.name())).count() > 1) {
                throw new RefusedException("two of the jars are of module " + entry.slots.name()
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
            if (entry.isExclusive() && entry.policy.strategy() != SwapStrategy.ATOMIC) {
                throw entry.refuse("servers cannot go over by the strategy " + entry.policy.strategy().name()
                        .toLowerCase(Locale.ROOT) + ": load it with strategy=atomic");
            }
            if (entry.isExclusive() && entry.policy.upgrade() == UpgradePolicy.LOAD) {
                throw entry.refuse("servers cannot stay on the old one: load it with upgrade=auto");
            }
        }
    }

    // ---- to try it

    /** A load up to the change of states; all of it is undone. */
    Rehearsed rehearse(Path file, SwapOptions options, Steps steps) throws RefusedException {
        try (Undo undo = new Undo()) {
            undo.add(servers::forgetRemovedCode);
            Entry entry = accept(file, options.purge(PurgePolicy.SOFT), steps, undo);
            if (entry.isExclusive()) {
                throw entry.refuse("it is not rehearsable");
            }
            if (entry.isCurrent()) {
                steps.warn("it is the current revision already: a load would only start what of it does not run");
                return Rehearsed.NOTHING;
            }
            if (entry.isFull()) {
                tellOfKill(entry.slots, options, steps);
            }
            entry.makeRoom(undo);
            entry.install(undo);
            if (!options.forced()) {
                Remarks.refuseWhatRuns(entry.loaded);
            }
            entry.start(undo);
            return entry.rehearse();
        }
    }

    private void tellOfKill(Slots slots, SwapOptions options, Steps steps) {
        ModulePolicy policy = policies.of(slots.name()).with(options);
        Revision oldest = slots.old().orElseThrow();
        if (policy.purge() == PurgePolicy.KILL && slots.left().isEmpty() && servers.running(oldest) > 0) {
            steps.warn("a load would kill the servers that run " + oldest.id() + "; a rehearsal kills nobody");
        }
    }

    // ---- between the slots

    Outcome rollback(String module, SwapOptions options, Steps steps) throws RefusedException {
        Slots slots = modules.require(module);
        steps.about(module, slots.current().map(Revision::id), slots.old().map(Revision::id));
        Revision wanted = slots.old().orElseThrow(() -> new RefusedException("the old slot of module " + slots.name()
                + " is empty: there is no revision to go back to; drop the jar that you want into the folder"));
        try (Undo undo = new Undo()) {
            Entry entry = new Entry(slots, wanted.jar(), policies.of(module).with(options), options.extra(), steps);
            refuseBothAtOnce(List.of(entry));
            entry.install(undo);
            entry.start(undo);
            enter(List.of(entry), undo);
            return entry.finish();
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
        ModulePolicy policy = policies.of(module).with(options);
        try (Undo undo = new Undo()) {
            boolean all = exchange.run(List.of(new Move(slots, slots.old().get(), options.extra(), steps)), policy, List
                    .of(),
                    undo);
            settle(all ? slots.leftAlone() : slots.leftBy(SwapStrategy.ROLLING), steps);
            return steps.moved(false);
        }
    }

    /** Loads a jar without any code change: servers go over with what they have. */
    Outcome redefine(Path file, SwapOptions options, Steps steps) throws RefusedException {
        try (Undo undo = new Undo()) {
            Entry entry = accept(file, options, steps, undo);
            if (entry.isExclusive()) {
                throw entry.refuse("it cannot be redefined: load it");
            }
            if (entry.isCurrent() || entry.slots.current().isEmpty()) {
                entry.makeRoom(undo);
                entry.install(undo);
                entry.start(undo);
                enter(List.of(entry), undo);
                return entry.finish();
            }
            Revision before = entry.slots.current().get();
            steps.warn("redefining module " + entry.slots.name() + " (current revision from " + before.bundle()
                    .getLocation() + ", version " + before.id().version() + ")");
            entry.makeRoom(undo);
            entry.install(undo);
            entry.start(undo);
            Migration carry = Migrations.byShape(before, entry.loaded);
            Slots after = entry.after();
            steps.time(SwapStep.COMMIT, () -> {
                ledger.commit(List.of(after), undo);
                steps.servers(servers.redefine(entry.loaded, carry));
            });
            settle(after, steps);
            entry.discardOldest().run();
            return Outcome.REDEFINED;
        }
    }

    // ---- a revision becomes current

    /** Modules that are new start their servers, servers of others go over, and then all of them are current at once. */
    private void enter(List<Entry> entries, Undo undo) throws RefusedException {
        if (entries.get(0).isExclusive()) {
            entries.get(0).takeOver(undo);
            return;
        }
        List<Entry> moving = entries.stream().filter(Entry::moves).toList();
        List<Slots> others = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.isFirst()) {
                entry.open(undo);
            } else if (entry.isDown()) {
                entry.bringBack(undo);
            } else if (entry.isCurrent() && !entry.held) {
                entry.steps.servers(servers.startMissing(entry.loaded));
            }
            if (!entry.isCurrent() && !entry.moves()) {
                others.add(entry.after());
            }
        }
        if (moving.isEmpty()) {
            ledger.commit(others, undo);
        } else {
            List<Move> moves = moving.stream().map(entry -> new Move(entry.after(), entry.before(), entry.extra,
                    entry.steps))
                    .toList();
            boolean all = exchange.run(moves, together(entries), others, undo);
            moving.forEach(entry -> entry.left = all ? Optional.empty() : Optional.of(SwapStrategy.ROLLING));
        }
        entries.stream().filter(entry -> !entry.isFirst() && !entry.isCurrent() && !entry.moves())
                .forEach(entry -> servers.use(entry.loaded));
    }

    /** Modules that go together have one gate, with the longest limits of theirs; only one alone may go server by server. */
    private static ModulePolicy together(List<Entry> entries) {
        ModulePolicy policy = entries.get(0).policy;
        for (Entry entry : entries.subList(1, entries.size())) {
            ModulePolicy other = entry.policy;
            policy = new ModulePolicy(UpgradePolicy.AUTO, policy.purge(), SwapStrategy.ATOMIC,
                    policy.precopy() && other.precopy(), policy.completeLimit(),
                    longer(policy.gateLimit(), other.gateLimit()), longer(policy.changeLimit(), other.changeLimit()),
                    policy.stopLimit());
        }
        return policy;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** After the commit: starts what is new, and stops the old revision unless servers still run it. */
    private void settle(Slots after, Steps steps) throws RefusedException {
        try {
            servers.startAdded(after.current().orElseThrow()).forEach(steps::problem);
        } catch (RuntimeException failed) { // the upgrade is done, whatever its new servers do
            steps.problem("a server that it adds did not start: " + failed);
        }
        steps.time(SwapStep.RETIRE, () -> modules.put(after.with(after.current(), after.old().map(residents::retire))));
    }

    /** A jar on its way into a slot. */
    private final class Entry {

        private final StoredJar jar;
        private final ModulePolicy policy;
        private final Optional<Object> extra;
        private final Steps steps;

        /** It is current, and somebody has just taken its bundle away: its servers wait for what becomes of it. */
        private final boolean held;
        private Slots slots;
        private Revision loaded;
        private Optional<SwapStrategy> left = Optional.empty();

        Entry(Slots slots, StoredJar jar, ModulePolicy policy, Optional<Object> extra, Steps steps) {
            this.slots = slots;
            this.jar = jar;
            this.policy = policy;
            this.extra = extra;
            this.steps = steps;
            this.held = isCurrent() && exchange.isHeld(slots.name());
        }

        private boolean holds(Optional<Revision> slot) {
            return slot.isPresent() && slot.get().id().equals(jar.id());
        }

        boolean isCurrent() {
            return holds(slots.current());
        }

        /** It is current, and its bundle does not run: somebody has stopped it, or it could not be started. */
        boolean isDown() {
            return isCurrent() && slots.current().orElseThrow().types().isEmpty();
        }

        private boolean isOld() {
            return holds(slots.old());
        }

        boolean isNew() {
            return !isCurrent() && !isOld();
        }

        /** There was no revision before. */
        boolean isFirst() {
            return isNew() && slots.current().isEmpty() && slots.old().isEmpty();
        }

        /** What is active when it comes, or may be. */
        private Optional<Revision> predecessor() {
            return isOld() ? slots.current() : slots.current().or(slots::old);
        }

        /** Whether its predecessor has to stop before it can start. */
        boolean isExclusive() {
            return !isCurrent() && predecessor().filter(before -> jar.exclusive() || before.jar().exclusive())
                    .isPresent();
        }

        RefusedException refuse(String consequence) {
            return new RefusedException("two revisions of module " + slots.name() + " cannot be active at once"
                    + " (@SwappableModule(exclusive = true)), so " + consequence);
        }

        /** Its predecessor stops, it starts, and servers go over, all behind one gate. */
        void takeOver(Undo undo) throws RefusedException {
            exclusive.run(before(), loaded, started -> {
                loaded = started;
                return new Move(after(), before(), extra, steps);
            }, policy, steps, undo);
        }

        /** Whether servers go over to it. */
        boolean moves() {
            return held || !isCurrent() && policy.upgrade() == UpgradePolicy.AUTO && after().old().isPresent();
        }

        private boolean isFull() {
            return isNew() && slots.current().isPresent() && slots.old().isPresent();
        }

        void makeRoom(Undo undo) throws RefusedException {
            if (isFull()) {
                steps.time(SwapStep.MAKE_ROOM, () -> residents.makeRoom(slots, policy, steps, undo));
            }
        }

        void install(Undo undo) throws RefusedException {
            if (isNew()) {
                loaded = steps.time(SwapStep.LOAD, () -> residents.install(jar, undo));
            } else if (isOld()) {
                loaded = residents.ensureInstalled(slots.old().orElseThrow());
                slots = slots.with(slots.current(), Optional.of(loaded));
                modules.put(slots);
            } else {
                Revision current = slots.current().orElseThrow();
                loaded = isDown() ? residents.ensureInstalled(current) : current;
            }
        }

        void start(Undo undo) throws RefusedException {
            if (held) {
                loaded = steps.time(SwapStep.LOAD, () -> residents.startAgain(loaded, policy, steps));
            } else if (!isCurrent() || isDown()) {
                slots.current().filter(left -> !isCurrent()).ifPresent(left -> residents.remark(left, steps));
                if (isExclusive()) {
                    return; // behind the gate
                }
                loaded = steps.time(SwapStep.LOAD, () -> residents.start(loaded, policy, steps, undo));
            }
        }

        /** The first revision of a module: its servers start. */
        void open(Undo undo) throws RefusedException {
            undo.add(() -> servers.end(slots.name(), policy.stopLimit()));
            steps.servers(steps.time(SwapStep.START, () -> servers.open(loaded)));
        }

        /** Its servers start anew. */
        void bringBack(Undo undo) throws RefusedException {
            undo.add(() -> modules.put(slots));
            modules.put(slots.with(Optional.of(loaded), slots.old()));
            open(undo);
        }

        Slots after() {
            if (held) {
                return slots.with(Optional.of(loaded), slots.old());
            }
            Slots after = isOld() ? slots.wentBack(loaded) : slots.loaded(loaded);
            return policy.strategy() == SwapStrategy.DRAIN && after.old().isPresent()
                    ? after.leftBy(SwapStrategy.DRAIN)
                    : after;
        }

        /** The revision whose servers go over. */
        Revision before() {
            return held ? slots.current().orElseThrow() : after().old().orElseThrow();
        }

        /** What would come of it; nothing is current yet. */
        Rehearsed rehearse() throws RefusedException {
            Optional<RevisionId> purged = isFull() ? slots.old().map(Revision::id) : Optional.empty();
            List<String> children = loaded.children().stream().map(ChildSpec::id).toList();
            if (isFirst()) {
                return new Rehearsed(Optional.empty(), Map.of(), children, purged);
            }
            if (!moves()) {
                return new Rehearsed(Optional.empty(), servers.running(slots.name()), List.of(), purged);
            }
            RehearsalReport report = exchange.rehearse(new Move(after(), before(), extra, steps), policy);
            List<String> starts = new ArrayList<>(servers.isSupervised(slots.name()) ? List.of() : children);
            report.added().values().forEach(starts::addAll);
            return new Rehearsed(Optional.of(report), Map.of(), starts, purged);
        }

        /** It is current: what remains to be done cannot undo that. */
        Outcome finish() {
            if (isCurrent()) {
                return held ? Outcome.UPGRADED : isDown() ? Outcome.LOADED : Outcome.UNCHANGED;
            }
            boolean moved = moves();
            Outcome outcome = isOld() || moved ? steps.moved(isOld()) : Outcome.LOADED;
            try {
                Slots after = left.map(after()::leftBy).orElse(after());
                Runnable discarded = discardOldest();
                if (moved) {
                    settle(after, steps);
                } else if (!isFirst()) {
                    steps.time(SwapStep.RETIRE,
                            () -> modules.put(after.with(after.current(), after.old().map(residents::retire))));
                }
                discarded.run();
            } catch (RefusedException | RuntimeException late) { // of this one; the others have to be finished too
                steps.problem("it is current, but its end was not orderly: " + late.getMessage());
            }
            return outcome;
        }

        /** Run what it returns at the end. */
        Runnable discardOldest() {
            if (!isFull()) {
                return () -> {};
            }
            Revision oldest = slots.old().orElseThrow();
            steps.purged(oldest.id());
            return store.discardLater(oldest.jar());
        }
    }
}
