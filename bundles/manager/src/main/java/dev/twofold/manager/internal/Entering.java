/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.engine.RehearsalReport;
import dev.twofold.manager.internal.Exchange.Move;
import dev.twofold.module.ModulePolicy;
import dev.twofold.module.Outcome;
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
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The steps by which a revision comes into a slot, from the jar to the end of the one before. Each either is done or has
 * undone its part when it throws; what later steps have to undo it says. Used by the coordinator's thread only.
 */
final class Entering {

    private final Store store;
    private final Ledger ledger;
    private final Modules modules;
    private final Residents residents;
    private final ModuleServers servers;
    private final Exchange exchange;
    private final Exclusive exclusive;
    private final Policies policies;
    private final Consumer<String> entered;

    /** @param entered is told of a module with another current revision, whose bundle somebody may have taken away */
    Entering(Store store, Ledger ledger, Modules modules, Residents residents, ModuleServers servers, Exchange exchange,
            Exclusive exclusive, Policies policies, Consumer<String> entered) {
        this.entered = entered;
        this.store = store;
        this.ledger = ledger;
        this.modules = modules;
        this.residents = residents;
        this.servers = servers;
        this.exchange = exchange;
        this.exclusive = exclusive;
        this.policies = policies;
    }

    // ---- before it is current

    /** Takes a jar into the store. */
    Entry accept(Path file, SwapOptions options, Steps steps, Undo undo) throws RefusedException {
        StoredJar jar = steps.time(SwapStep.ACCEPT, () -> store.accept(file));
        Slots slots = modules.find(jar.id().module()).orElseGet(() -> Slots.empty(jar.id().module()));
        steps.about(slots.name(), slots.current().map(Revision::id), Optional.of(jar.id()));
        Entry entry = entry(slots, jar, options, steps);
        if (entry.isNew()) {
            undo.add(() -> store.discard(jar));
        }
        return entry;
    }

    /** A jar that the store has. */
    Entry entry(Slots slots, StoredJar jar, SwapOptions options, Steps steps) {
        return new Entry(slots, jar, policies.of(slots.name()).with(options), options.extra(), steps, exchange.isHeld(
                slots.name()));
    }

    void makeRoom(Entry entry, Undo undo) throws RefusedException {
        if (entry.isFull()) {
            Steps steps = entry.steps();
            steps.time(SwapStep.MAKE_ROOM, () -> residents.makeRoom(entry.slots(), entry.policy(), steps, undo));
        }
    }

    void install(Entry entry, Undo undo) throws RefusedException {
        if (entry.isNew()) {
            entry.loaded(entry.steps().time(SwapStep.LOAD, () -> residents.install(entry.jar(), undo)));
        } else if (entry.isOld()) {
            entry.loadedAsOld(residents.ensureInstalled(entry.slots().old().orElseThrow()));
            modules.put(entry.slots());
        } else {
            Revision current = entry.slots().current().orElseThrow();
            entry.loaded(entry.isDown() ? residents.ensureInstalled(current) : current);
        }
    }

    /** Begins to write down what will be current, while bundles start. */
    void prepare(List<Entry> entries, Undo undo) throws RefusedException {
        List<Slots> changed = entries.stream().filter(entry -> entry.moves() || !entry.isCurrent()).map(Entry::after)
                .toList();
        if (!changed.isEmpty()) {
            ledger.prepare(changed, undo);
        }
    }

    void start(Entry entry, Undo undo) throws RefusedException {
        Steps steps = entry.steps();
        if (entry.isHeld()) {
            entry.loaded(steps.time(SwapStep.LOAD,
                    () -> residents.startAgain(entry.loaded(), entry.policy(), steps, undo)));
        } else if (!entry.isCurrent() || entry.isDown()) {
            entry.slots().current().filter(left -> !entry.isCurrent()).ifPresent(left -> residents.remark(left, steps));
            if (entry.isExclusive()) {
                return; // behind the gate
            }
            entry.loaded(steps.time(SwapStep.LOAD,
                    () -> residents.start(entry.loaded(), entry.policy(), steps, undo)));
        }
    }

    /** If it is only to be tried. */
    void refuseWhatRuns(Entry entry) throws RefusedException {
        residents.refuseWhatRuns(entry.loaded());
    }

    // ---- it becomes current

    /** Modules that are new start their servers, servers of others go over, and then all of them are current at once. */
    void enter(List<Entry> entries, Undo undo) throws RefusedException {
        if (entries.get(0).isExclusive()) {
            takeOver(entries.get(0), undo);
            return;
        }
        for (Entry entry : entries) {
            startServers(entry, undo);
        }
        List<Entry> moving = entries.stream().filter(Entry::moves).toList();
        List<Slots> others = entries.stream().filter(entry -> !entry.isCurrent() && !entry.moves()).map(Entry::after)
                .toList();
        if (moving.isEmpty()) {
            ledger.commit(others, undo);
        } else if (!exchange.run(moving.stream().map(Entering::move).toList(), together(entries), others, undo)) {
            moving.forEach(entry -> entry.leftBy(SwapStrategy.ROLLING));
        }
        entries.stream().filter(entry -> !entry.isFirst() && !entry.isCurrent() && !entry.moves())
                .forEach(entry -> servers.use(entry.loaded()));
    }

    /** Its predecessor stops, it starts, and servers go over, all behind one gate. */
    private void takeOver(Entry entry, Undo undo) throws RefusedException {
        exclusive.run(entry.before(), entry.loaded(), started -> {
            entry.loaded(started);
            return move(entry);
        }, entry.policy(), entry.steps(), undo);
    }

    private static Move move(Entry entry) {
        return new Move(entry.after(), entry.before(), entry.extra(), entry.steps());
    }

    /** Those of a module of which none runs, or some are missing. */
    private void startServers(Entry entry, Undo undo) throws RefusedException {
        if (entry.isFirst()) {
            open(entry, undo);
        } else if (entry.isDown()) {
            Slots before = entry.slots();
            undo.add(() -> modules.put(before));
            modules.put(before.with(Optional.of(entry.loaded()), before.old()));
            open(entry, undo);
        } else if (entry.isCurrent() && !entry.isHeld()) {
            entry.steps().servers(servers.startMissing(entry.loaded()));
        }
    }

    private void open(Entry entry, Undo undo) throws RefusedException {
        Steps steps = entry.steps();
        undo.add(() -> servers.end(entry.module(), entry.policy().stopLimit()));
        steps.servers(steps.time(SwapStep.START, () -> servers.open(entry.loaded())));
    }

    /** Modules that go together have one gate, with the longest limits of theirs; only one alone may go server by server. */
    private static ModulePolicy together(List<Entry> entries) {
        ModulePolicy policy = entries.get(0).policy();
        for (Entry entry : entries.subList(1, entries.size())) {
            ModulePolicy other = entry.policy();
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

    /** What would come of it; nothing is current yet. */
    Rehearsed rehearse(Entry entry) throws RefusedException {
        Optional<RevisionId> purged = entry.isFull() ? entry.slots().old().map(Revision::id) : Optional.empty();
        List<String> children = entry.loaded().children().stream().map(ChildSpec::id).toList();
        if (entry.isFirst()) {
            return new Rehearsed(Optional.empty(), Map.of(), children, purged);
        }
        if (!entry.moves()) {
            return new Rehearsed(Optional.empty(), servers.running(entry.module()), servers.wouldStart(entry.loaded()),
                    purged);
        }
        RehearsalReport report = exchange.rehearse(move(entry), entry.policy());
        List<String> starts = new ArrayList<>(servers.isSupervised(entry.module()) ? List.of() : children);
        report.added().values().forEach(starts::addAll);
        return new Rehearsed(Optional.of(report), Map.of(), starts, purged);
    }

    // ---- afterwards

    /** It is current: what remains to be done cannot undo that. */
    Outcome finish(Entry entry) {
        if (entry.isCurrent()) {
            return entry.isHeld()
                    ? Outcome.UPGRADED
                    : entry.isDown() ? Outcome.LOADED : entry.steps().unchanged("the jar is the current revision");
        }
        Steps steps = entry.steps();
        boolean moved = entry.moves();
        Outcome outcome = entry.isOld() || moved ? steps.moved(entry.isOld()) : Outcome.LOADED;
        try {
            Slots after = entry.after();
            Runnable discarded = discardOldest(entry);
            if (!entry.isFirst()) {
                settle(after, steps);
            }
            discarded.run();
            entered(entry);
        } catch (RefusedException | RuntimeException late) { // of this one; the others have to be finished too
            steps.problem("it is current, but its end was not orderly: " + late.getMessage());
        }
        return outcome;
    }

    /** Somebody may have taken its bundle away while it was not current. */
    void entered(Entry entry) {
        entered.accept(entry.module());
    }

    /** Run what it returns at the end. */
    Runnable discardOldest(Entry entry) {
        if (!entry.isFull()) {
            return () -> {};
        }
        Revision oldest = entry.slots().old().orElseThrow();
        entry.steps().purged(oldest.id());
        return store.discardLater(oldest.jar());
    }

    /** After the commit: starts what is new, and stops the old revision unless servers still run it. */
    void settle(Slots after, Steps steps) throws RefusedException {
        try {
            servers.startAdded(after.current().orElseThrow()).forEach(steps::problem);
        } catch (RuntimeException failed) { // the upgrade is done, whatever its new servers do
            steps.problem("a server that it adds did not start: " + failed);
        }
        retire(after, steps);
    }

    private void retire(Slots after, Steps steps) throws RefusedException {
        steps.time(SwapStep.RETIRE, () -> modules.put(after.with(after.current(), after.old().map(residents::retire))));
    }
}
