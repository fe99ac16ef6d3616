/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.code.Direction;
import dev.twofold.engine.ChangeFailedException;
import dev.twofold.engine.ChangeReport;
import dev.twofold.engine.Code;
import dev.twofold.engine.Engine;
import dev.twofold.engine.Gate;
import dev.twofold.engine.GateTimeoutException;
import dev.twofold.engine.GroupChange;
import dev.twofold.engine.Migration;
import dev.twofold.engine.RehearsalReport;
import dev.twofold.engine.ServerGroup;
import dev.twofold.engine.ServerGroup.Runner;
import dev.twofold.engine.Upgrade;
import dev.twofold.engine.UpgradeReport;
import dev.twofold.manager.internal.Holds.Hold;
import dev.twofold.module.ModulePolicy;
import dev.twofold.module.SwapStep;
import dev.twofold.module.SwapStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** The heart of a swap: two revisions are active, and the servers go from one to the other. */
final class Exchange {

    private static final int MOST_FRAMES = 20;
    private static final int AT_ONCE = Runtime.getRuntime().availableProcessors();

    private final BundleContext context;
    private final Components components;
    private final Engine engine;
    private final Ledger ledger;
    private final Holds holds;
    private final Bounded bounded;

    Exchange(BundleContext context, Components components, Engine engine, Ledger ledger, Holds holds,
            Bounded bounded) {
        this.context = context;
        this.components = components;
        this.engine = engine;
        this.ledger = ledger;
        this.holds = holds;
        this.bounded = bounded;
    }

    /**
     * A module's part of a swap.
     *
     * @param after its slots as they will be
     * @param from the revision whose servers go over to the current one
     * @param extra what its code changes get besides
     * @param steps its report
     */
    record Move(Slots after, Revision from, Optional<Object> extra, Steps steps) {

        Revision to() {
            return after.current().orElseThrow();
        }
    }

    /**
     * Check, gate, change, commit, open.
     *
     * @param moves what goes over: all or none, unless the strategy is rolling
     * @param policy how
     * @param others slots of modules without servers that go over, to be committed with these
     * @param undo is kept at the commit: what happens later cannot be refused any more
     * @return whether all servers have gone over
     */
    boolean run(List<Move> moves, ModulePolicy policy, List<Slots> others, Undo undo) throws RefusedException {
        try (CodeChanges changes = changes(policy)) {
            List<GroupChange> wanted = new ArrayList<>();
            for (Move move : moves) {
                wanted.add(move.steps().time(SwapStep.CHECK, () -> check(move, moves.size() > 1, changes)));
            }
            long checked = System.nanoTime();
            ledger.prepare(slots(moves, others), undo);
            converting(moves, wanted);
            Runnable changing = () -> moves.forEach(move -> move.steps().reached(SwapStep.CHANGE));
            Upgrade upgrade = Upgrade.of(wanted).restWithin(policy.gateLimit()).changeWithin(policy.changeLimit())
                    .precopy(policy.precopy()).whenAtRest(changing);
            Optional<Hold> held = moves.size() == 1 ? holds.takeGate(moves.get(0).after().name()) : Optional.empty();
            List<String> names = moves.stream().map(move -> move.after().name()).toList();
            boolean all = held.isPresent()
                    ? run(held.get(), wanted, moves, others, policy, undo)
                    : holds.claimAll(names, () -> run(policy.strategy() == SwapStrategy.ROLLING
                            ? upgrade.rolling(AT_ONCE)
                            : upgrade, moves, others, undo, checked));
            if (wanted.stream().map(GroupChange::change).anyMatch(Migrations::leavesClasses)) {
                engine.forgetRemovedCode();
            }
            return all;
        }
    }

    /** Behind a gate that is closed already: somebody else has taken the bundle away. */
    private boolean run(Hold hold, List<GroupChange> wanted, List<Move> moves, List<Slots> others, ModulePolicy policy,
            Undo undo) throws RefusedException {
        Move only = moves.get(0);
        long start = System.nanoTime();
        try (Gate gate = hold.gate().orElseThrow()) {
            only.steps().reached(SwapStep.CHANGE);
            ChangeReport report = gate.change(wanted, policy.changeLimit()).get(wanted.get(0).group());
            commit(moves, others, undo);
            gate.commit();
            holds.release(only.after().name());
            only.steps().took(SwapStep.GATE, Duration.ofNanos(start - hold.begun()));
            only.steps().took(SwapStep.CHANGE, Duration.ofNanos(System.nanoTime() - start));
            only.steps().took(SwapStep.COMMIT, Duration.ZERO);
            only.steps().gated(Duration.ofNanos(System.nanoTime() - hold.begun()));
            only.steps().changed(new Changes(report));
            return true;
        } catch (ChangeFailedException refused) {
            throw refused(refused.getMessage(), moves, start, SwapStep.GATE, SwapStep.CHANGE);
        } catch (RefusedException refused) {
            throw refused(refused.getMessage(), moves, start, SwapStep.GATE, SwapStep.CHANGE, SwapStep.COMMIT);
        }
    }

    private boolean run(Upgrade upgrade, List<Move> moves, List<Slots> others, Undo undo, long checked)
            throws RefusedException {
        long start = System.nanoTime();
        try {
            UpgradeReport report = upgrade.run(() -> commit(moves, others, undo));
            Duration took = Duration.ofNanos(System.nanoTime() - checked);
            moves.forEach(move -> tell(report, move, took));
            return report.problem().isEmpty();
        } catch (GateTimeoutException refused) {
            moves.forEach(move -> tell(refused, move.steps()));
            throw refused(busy(refused), moves, start, SwapStep.GATE);
        } catch (ChangeFailedException refused) {
            throw refused(refused.getMessage(), moves, start, SwapStep.GATE, SwapStep.CHANGE);
        } catch (RefusedException refused) {
            throw refused(refused.getMessage(), moves, start, SwapStep.GATE, SwapStep.CHANGE, SwapStep.COMMIT);
        }
    }

    /**
     * Check, change and commit behind a gate that somebody else has closed, and opens.
     *
     * @param changes what is to be looked at besides what there is
     */
    void run(Gate gate, Move move, CodeChanges changes, ModulePolicy policy, Undo undo) throws RefusedException {
        Steps steps = move.steps();
        GroupChange wanted = steps.time(SwapStep.CHECK, () -> check(move, changes));
        ledger.prepare(slots(List.of(move), List.of()), undo);
        try {
            ChangeReport report = steps.time(SwapStep.CHANGE, () -> gate.change(List.of(wanted), policy.changeLimit())
                    .get(wanted.group()));
            steps.time(SwapStep.COMMIT, () -> commit(List.of(move), List.of(), undo));
            gate.commit();
            steps.changed(new Changes(report));
        } catch (ChangeFailedException refused) {
            throw new RefusedException(refused.getMessage());
        }
    }

    /** Where code changes are found, for {@link #run(Gate, Move, CodeChanges, ModulePolicy, Undo)}. */
    CodeChanges changes(ModulePolicy policy) {
        return new CodeChanges(context, components, bounded, policy.completeLimit());
    }

    /** The last of the steps is the one that has failed; all of them together took the time that has passed. */
    private static RefusedException refused(String why, List<Move> moves, long start, SwapStep... reached) {
        Duration held = Duration.ofNanos(System.nanoTime() - start);
        for (Move move : moves) {
            for (int i = 0; i < reached.length; i++) {
                move.steps().took(reached[i], i == reached.length - 1 ? held : Duration.ZERO);
            }
            move.steps().gated(held);
        }
        return new RefusedException(why);
    }

    /** What is told of servers that do not come to rest. */
    static String busy(GateTimeoutException busy) {
        return busy.getMessage() + "; its callback has to return sooner, or gate.limit.ms to be raised";
    }

    /** What the servers did that did not come to rest, and who had to wait. */
    static void tell(GateTimeoutException busy, Steps steps) {
        busy.stacks().forEach((server, stack) -> {
            if (!stack.isEmpty()) {
                steps.warn("server " + server + " did not come to rest: " + stack.stream().limit(MOST_FRAMES)
                        .collect(Collectors.joining(" < ")));
            }
        });
        if (!busy.held().isEmpty()) {
            steps.warn("calls that waited then: " + String.join("; ", busy.held()));
        }
    }

    /** @param took all in all; servers of a rolling upgrade are held one beside the other, and for longer together */
    private static void tell(UpgradeReport report, Move move, Duration took) {
        Steps steps = move.steps();
        Duration unheld = took.minus(report.gate()).minus(report.change()).minus(report.commit());
        steps.took(SwapStep.PREPARE, unheld.isNegative() ? Duration.ZERO : unheld);
        steps.took(SwapStep.GATE, report.gate());
        steps.took(SwapStep.CHANGE, report.change());
        steps.took(SwapStep.COMMIT, report.commit());
        steps.gated(report.held());
        steps.changed(new Changes(report.groups().get(move.after().name())));
        report.problem().ifPresent(steps::problem);
    }

    /** Check, and the change of one server after the other, which is thrown away. */
    RehearsalReport rehearse(Move move, ModulePolicy policy) throws RefusedException {
        String module = move.after().name();
        refuseIfHeld(module);
        try (CodeChanges changes = changes(policy)) {
            GroupChange wanted = move.steps().time(SwapStep.CHECK, () -> check(move, changes));
            if (wanted.change() instanceof CountedChange counted && counted.change() instanceof Migration migration) {
                migration.rehearseBack(Migrations.back(move.from(), move.to(), move.after().way(), changes));
            }
            converting(List.of(move), List.of(wanted));
            move.steps().reached(SwapStep.CHANGE); // of one server after the other
            Upgrade upgrade = Upgrade.of(List.of(wanted)).restWithin(policy.gateLimit()).changeWithin(policy
                    .changeLimit());
            return holds.claim(List.of(module), () -> {
                refuseIfHeld(module);
                return upgrade.rehearse().get(wanted.group());
            });
        } catch (GateTimeoutException busy) {
            throw new RefusedException(busy(busy));
        }
    }

    private void refuseIfHeld(String module) throws RefusedException {
        if (isHeld(module)) {
            throw held();
        }
    }

    /** Why a rehearsal cannot look at servers. */
    static RefusedException held() {
        return new RefusedException("its servers are held, because somebody has taken the bundle of their revision"
                + " away: rehearse again when that is settled");
    }

    /** Whether somebody else has just taken away what the servers of a module run, and they wait. */
    boolean isHeld(String module) {
        return holds.find(module).isPresent();
    }

    /** Of several, what is refused is told by name. */
    private GroupChange check(Move move, boolean together, CodeChanges changes) throws RefusedException {
        try {
            return check(move, changes);
        } catch (RefusedException refused) {
            throw together ? new RefusedException(move.to().id() + ": " + refused.getMessage()) : refused;
        }
    }

    private GroupChange check(Move move, CodeChanges changes) throws RefusedException {
        ServerGroup group = engine.group(move.after().name());
        Revision to = move.to();
        if (to.id().equals(move.from().id())) {
            return new GroupChange(group, to.codes(), Migrations.again(move.from(), to));
        }
        Set<String> gone = new TreeSet<>(group.runningTypes());
        gone.removeAll(to.codes().keySet());
        if (!gone.isEmpty()) {
            throw new RefusedException("it has no server type " + String.join(", ", gone) + ", which servers run "
                    + Residents.names(whoRuns(group, gone)) + ": end them (a supervisor's child with"
                    + " Supervisors.terminateChild), or load a revision that has the type");
        }
        for (Revision.Type type : to.types().values()) {
            checkKind(group, move.from(), type);
        }
        Set<String> running = group.runningTypes();
        Direction way = move.after().way();
        Migration migration = Migrations.between(move.from(), to, way, changes, move.extra(), running, move
                .steps()::differs);
        if (way == Direction.UPGRADE) {
            Migrations.noWayBack(move.from(), to, changes, running).forEach(move.steps()::warn);
        }
        return new GroupChange(group, to.codes(), new CountedChange(migration, move.steps().counter()));
    }

    private static List<Runner> whoRuns(ServerGroup group, Set<String> types) {
        return group.whoRuns(group.runningCodes().keySet().stream().filter(code -> types.contains(code.type()))
                .toList());
    }

    /** From now on the states are made of all servers that go over, but those of supervisors, which are the engine's own. */
    private void converting(List<Move> moves, List<GroupChange> wanted) {
        int servers = 0;
        for (int i = 0; i < moves.size(); i++) {
            Map<String, Revision.Type> types = moves.get(i).to().types();
            GroupChange change = wanted.get(i);
            servers += change.group().runningCodes().entrySet().stream().filter(running -> {
                Code<?> code = running.getKey();
                Revision.Type type = types.get(code.type());
                return type != null && !type.isSupervisor() && code != type.code() && change.change().isFor(code);
            }).mapToInt(Map.Entry::getValue).sum();
        }
        moves.forEach(move -> move.steps().reached(SwapStep.GATE));
        moves.get(0).steps().converting(servers);
    }

    /** The state of a server and that of a supervisor have nothing in common. */
    private static void checkKind(ServerGroup group, Revision from, Revision.Type type) throws RefusedException {
        String name = type.code().type();
        Revision.Type before = from.types().get(name);
        if (before != null && before.isSupervisor() != type.isSupervisor() && group.runningTypes().contains(name)) {
            throw new RefusedException("its server type '" + name + (type.isSupervisor()
                    ? "' is a supervisor"
                    : "' is no supervisor any more") + ": give it another name");
        }
    }

    /** Who runs a revision whose bundle was taken away does so until that is settled. */
    private boolean hasServers(Revision revision) {
        return engine.group(revision.id().module()).running(revision.authorsCodes()) > 0;
    }

    private void commit(List<Move> moves, List<Slots> others, Undo undo) throws RefusedException {
        for (Move move : moves) {
            if (move.to().bundle().getState() != Bundle.ACTIVE && !hasServers(move.to())) {
                throw new RefusedException("somebody has stopped or uninstalled the bundle of " + move.to().id()
                        + " meanwhile; try again");
            }
        }
        ledger.commit(slots(moves, others), undo);
    }

    private static List<Slots> slots(List<Move> moves, List<Slots> others) {
        List<Slots> all = new ArrayList<>(others);
        moves.forEach(move -> all.add(move.after()));
        return all;
    }
}
