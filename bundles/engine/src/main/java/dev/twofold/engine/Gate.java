/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A closed gate: no server of its groups runs, messages wait in their order, starts wait. Belongs to the thread that closed
 * it. Opening it without {@link #commit} leaves everything as it was.
 */
public final class Gate implements AutoCloseable {

    private static final long POLL_NANOS = 20_000;
    private static final int MOST_HOLDERS = 20;
    private static final int MOST_HELD = 20;
    private static final int MOST_IN_ONE_GO = 1_000;
    private static final int MOST_LOOKED_AT = 1_000;

    private final List<ServerGroup> groups;
    private final Map<ServerGroup, Roster> rosters = new LinkedHashMap<>();
    private final Set<ServerGroup> claimed = new HashSet<>();
    private final Queue<Server> busy = new ConcurrentLinkedQueue<>();
    private final Map<ServerGroup, Byte> eras = new HashMap<>();
    private ChangeThreads changeThreads;
    private Passes passes;
    private Map<ServerGroup, GroupChange> changes = Map.of();
    private boolean changed;
    /** Whether code may have left something in the threads. */
    private boolean tried;
    private boolean closed;
    private boolean open;
    private boolean over;

    private Gate(Collection<ServerGroup> groups) {
        this.groups = new ArrayList<>(Set.copyOf(groups));
        this.groups.sort(Comparator.comparing(ServerGroup::name));
        if (groups.isEmpty()) {
            throw new IllegalArgumentException("a gate closes at least one group");
        }
        for (ServerGroup group : groups) {
            if (group.engine() != this.groups.get(0).engine()) {
                throw new IllegalArgumentException("the groups of a gate belong to one engine");
            }
        }
    }

    /**
     * Closes the gates of several groups as one: from now on their servers handle only what a callback of one of them that
     * runs already waits for, through whatever servers of whichever group. Returns when none of them runs. Two threads that
     * want groups in common come one after the other.
     *
     * @param groups the groups, at least one, of one engine
     * @param limit how long to wait; afterwards all gates are open again
     * @return the closed gate, to be closed as a resource: that opens it
     * @throws GateTimeoutException if callbacks did not return in time, or somebody else has closed one of the gates;
     *     nothing has changed
     */
    public static Gate close(Collection<ServerGroup> groups, Duration limit) {
        Gate gate = prepare(groups, limit);
        try {
            gate.close(limit);
            return gate;
        } catch (RuntimeException | Error failed) {
            gate.close();
            throw failed;
        }
    }

    /** A gate that nobody else can close, and that is still open. */
    static Gate prepare(Collection<ServerGroup> groups, Duration limit) {
        Gate gate = new Gate(groups);
        boolean prepared = false;
        try {
            gate.claim(Deadline.in(limit), limit);
            gate.groups.forEach(group -> gate.rosters.put(group, new Roster(group)));
            gate.passes = new Passes(gate.size());
            gate.takeThreads();
            prepared = true;
            return gate;
        } finally {
            if (!prepared) {
                gate.close();
            }
        }
    }

    /** In the order of their names, as everybody does. */
    private void claim(Deadline deadline, Duration limit) {
        for (ServerGroup group : groups) {
            if (!group.claim(deadline)) {
                throw timeout(limit, Map.of("(another change of " + group.name() + ")", List.of("is under way")));
            }
            claimed.add(group);
        }
    }

    /**
     * How many servers stand behind it.
     *
     * @return their number, over all groups
     */
    public int size() {
        int sum = 0;
        for (Roster roster : rosters.values()) {
            sum += roster.size();
        }
        return sum;
    }

    List<Roster> rosters() {
        return List.copyOf(rosters.values());
    }

    /** Does what need not be done while somebody is held, and wakes a thread that may have slept long. */
    void getReady(Collection<GroupChange> wanted) {
        changeThreads.execute(() -> {});
        try {
            wanted.forEach(Gate::prepare);
        } catch (RuntimeException | LinkageError unreadable) {
            return; // the change tells what is wrong
        }
    }

    private static void prepare(GroupChange plan) {
        plan.group().codes().forEach((type, from) -> {
            Code<?> to = plan.codes().get(type);
            if (to != null && to != from && plan.change().isFor(from)) {
                plan.change().prepare(from, to);
            }
        });
    }

    /** Waits for a good moment to close, as long as nobody is held yet. */
    void awaitLull(Duration limit) {
        new Lull(rosters.values()).await(Deadline.in(limit));
    }

    // ---- from here to there

    /**
     * Makes states before the gate is closed; {@link #change} takes those of which the old one is still the same then.
     * Servers that rest are parked: what happens behind the gate is not done to them.
     */
    void precopy(Collection<GroupChange> wanted, Duration limit) {
        Deadline deadline = Deadline.in(limit);
        tried = true;
        for (GroupChange change : wanted) {
            new ShadowMaker(change, roster(change), true).make(changeThreads, deadline, limit);
        }
        rosters.values().forEach(roster -> roster.park(passes));
    }

    /**
     * The same as {@link #change(Collection, Duration)}, for the only group.
     *
     * @param codes the code to go over to, by server type
     * @param change makes the states
     * @param limit how long all of it may take
     * @return what will be done to the servers
     * @throws ChangeFailedException if a state or a message could not be made
     * @throws IllegalStateException if there are several groups
     */
    public ChangeReport change(Map<String, Code<?>> codes, StateChange change, Duration limit) {
        if (groups.size() != 1) {
            throw new IllegalStateException("say what goes over of which group: " + names());
        }
        ServerGroup only = groups.get(0);
        return change(List.of(new GroupChange(only, codes, change)), limit).get(only);
    }

    /**
     * Makes new states and messages for the servers, beside the old ones. Nothing is visible before {@link #commit}. Servers
     * whose code is the new one already are left alone, and so are those that the change is not for: of two revisions that
     * servers run, each is changed from what it is, or stays.
     *
     * <p>It may be called again, also after one that has failed: what was made before is dropped then, whatever it was for.
     *
     * @param wanted the changes, at most one for each group
     * @param limit how long all of it may take
     * @return what will be done to the servers of each of these groups
     * @throws ChangeFailedException if a state or a message could not be made
     * @throws IllegalArgumentException if one of the groups is not behind this gate
     */
    public Map<ServerGroup, ChangeReport> change(Collection<GroupChange> wanted, Duration limit) {
        return make(wanted, limit).get();
    }

    /** The same for one who wants the report later, but once: with very many servers it takes its time. */
    Supplier<Map<ServerGroup, ChangeReport>> make(Collection<GroupChange> wanted, Duration limit) {
        if (changed) {
            startOver();
        }
        changed = true;
        tried = true;
        Deadline deadline = Deadline.in(limit);
        Map<ServerGroup, Supplier<ChangeReport>> made = new LinkedHashMap<>();
        Map<ServerGroup, GroupChange> ready = new LinkedHashMap<>();
        for (GroupChange change : wanted) {
            Roster roster = roster(change);
            roster.takeInSealed();
            ShadowMaker maker = new ShadowMaker(change, roster, false);
            maker.make(changeThreads, deadline, limit);
            ParkingLot lot = roster.lot();
            made.put(change.group(), () -> maker.report(lot::tally));
            ready.put(change.group(), change);
        }
        changes = ready;
        return () -> {
            Map<ServerGroup, ChangeReport> reports = new LinkedHashMap<>();
            made.forEach((group, report) -> reports.put(group, report.get()));
            return reports;
        };
    }

    /** The shadows there are were made for other code, and a thread that makes them may hang. */
    private void startOver() {
        changes = Map.of();
        rosters.values().forEach(Roster::dropShadows);
        changeThreads.end();
        takeThreads();
    }

    /** Code that was not committed may go at once, and nothing of it may stay in a thread. */
    private void letGoOfThreads() {
        if (tried && eras.isEmpty()) {
            changeThreads.end();
        } else {
            groups.get(0).engine().changeThreads().giveBack(changeThreads);
        }
    }

    private void takeThreads() {
        changeThreads = groups.get(0).engine().changeThreads().take();
        changeThreads.start(ShadowMaker.threads(size()));
    }

    private Roster roster(GroupChange change) {
        Roster roster = rosters.get(change.group());
        if (roster == null) {
            throw new IllegalArgumentException(change.group().name() + " is not behind this gate, only " + names());
        }
        return roster;
    }

    /**
     * From now on the new code is that of new servers, and what {@link #change} has made becomes the servers' own when the
     * gate opens, whatever happens. Does not fail.
     */
    public void commit() {
        changes.forEach((group, change) -> eras.put(group, group.commit(change)));
    }

    /** Opens the gate, and returns when all is as it was or is to be. A second call does nothing. */
    @Override
    public void close() {
        open();
        if (over) {
            return;
        }
        over = true;
        if (passes != null) {
            rosters.values().forEach(roster -> roster.empty(passes));
            passes.close();
        }
        rosters.values().forEach(Roster::dropShadows);
        changes = Map.of();
        if (changeThreads != null) {
            letGoOfThreads();
        }
        claimed.forEach(ServerGroup::unclaim);
    }

    /** Nobody is held any more; servers that were parked go over now, each before it does anything else. */
    void open() {
        if (open) {
            return;
        }
        open = true;
        rosters.values().forEach(Roster::close);
        if (closed && size() <= MOST_IN_ONE_GO) {
            groups.get(0).engine().pool().inOneGo(this::openAll);
        } else if (closed) {
            openAll();
        }
    }

    private void openAll() {
        rosters.values().forEach(this::open);
        groups.forEach(ServerGroup::open);
    }

    private void open(Roster roster) {
        Byte era = eras.get(roster.group());
        if (era == null) {
            roster.lot().giveUp();
            passes.over(roster.size(), roster::ungate);
            return;
        }
        StateChange change = changes.get(roster.group()).change();
        roster.lot().flip(change, era);
        passes.over(roster.size(), (from, to) -> roster.goOver(from, to, change, era));
    }

    // ---- rest

    /**
     * First callbacks that run may go on to their end, with all they call in these groups. When none runs the gate is
     * sealed: nothing can run any more. If something has started to run just before that, the seal is taken off again.
     */
    void close(Duration limit) {
        Deadline deadline = Deadline.in(limit);
        List<Server> supervisors = new ArrayList<>();
        rosters.values().forEach(roster -> supervisors.addAll(roster.where(Server::isSupervisor)));
        closed = true;
        groups.forEach(group -> group.close(groups));
        for (ServerGroup group : groups) {
            if (!group.births().await(deadline, false)) {
                throw timeout(limit, Map.of("(" + group.name() + ")", List.of("a server is still being started")));
            }
        }
        supervisors.forEach(supervisor -> gateSupervisor(supervisor, busy));
        awaitBusy(deadline, limit, false); // one may wait for children that end, and these must run for that
        for (Roster roster : rosters.values()) {
            roster.lot().close();
            passes.over(roster.size(), (from, to) -> roster.gate(from, to, busy));
        }
        awaitBusy(deadline, limit, true);
        while (!tryToSeal()) {
            awaitBusy(deadline, limit, true);
            if (deadline.hasPassed()) {
                throw timeout(limit, holders());
            }
        }
    }

    private static void gateSupervisor(Server supervisor, Queue<Server> busy) {
        supervisor.gate();
        if (supervisor.isAtWork()) {
            busy.add(supervisor);
        }
    }

    /** Servers that are born meanwhile, or leave the lot, are taken in, at first only new supervisors. */
    private void awaitBusy(Deadline deadline, Duration limit, boolean all) {
        takeIn(all);
        while (!busy.isEmpty()) {
            busy.removeIf(server -> !server.isAtWork());
            takeIn(all);
            if (!busy.isEmpty()) {
                if (deadline.hasPassed()) {
                    throw timeout(limit, holders());
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
    }

    private void takeIn(boolean all) {
        for (Roster roster : rosters.values()) {
            if (all) {
                roster.gateNewcomers(busy);
                roster.gateWoken(busy);
            } else {
                roster.gateNewSupervisors(busy);
            }
        }
    }

    private boolean tryToSeal() {
        for (Roster roster : rosters.values()) {
            roster.lot().seal();
            roster.gateWoken(busy);
            passes.over(roster.size(), (from, to) -> roster.seal(from, to, busy));
        }
        boolean births = false;
        for (ServerGroup group : groups) {
            births |= !group.births().seal();
        }
        boolean born = false;
        for (Roster roster : rosters.values()) {
            born |= roster.gateNewcomers(busy);
        }
        if (busy.isEmpty() && !births && !born) {
            return true;
        }
        groups.forEach(group -> group.births().unseal());
        for (Roster roster : rosters.values()) {
            roster.lot().close();
            roster.gateWoken(busy);
            passes.over(roster.size(), roster::unseal);
        }
        if (births) {
            LockSupport.parkNanos(POLL_NANOS);
        }
        return false;
    }

    // ---- who holds it up

    private Map<String, List<String>> holders() {
        Map<String, List<String>> holders = new LinkedHashMap<>();
        for (Server server : busy) {
            if (holders.size() < MOST_HOLDERS && server.isAtWork()) {
                Thread runner = server.runner();
                List<String> lines = new ArrayList<>(List.of(StackPlace.of(runner) + WaitText.waitsFor(server)));
                lines.addAll(StackPlace.stack(runner));
                holders.put(groups.size() == 1 ? server.name() : server.name() + " of " + server.group().name(), lines);
            }
        }
        return holders.isEmpty() ? Map.of("(all)", List.of("came to rest just after")) : holders;
    }

    /** Calls that wait for servers behind the gate: those of servers come first. */
    private List<String> held() {
        List<WaitText.Waiting> calls = new ArrayList<>();
        for (Roster roster : rosters.values()) {
            for (int place = 0; place < roster.size() && calls.size() < MOST_LOOKED_AT; place++) {
                calls.addAll(WaitText.of(roster.server(place)));
            }
        }
        return calls.stream().sorted(Comparator.comparing(WaitText.Waiting::ofServer).reversed()).limit(MOST_HELD)
                .map(WaitText.Waiting::text).toList();
    }

    private GateTimeoutException timeout(Duration limit, Map<String, List<String>> holders) {
        return new GateTimeoutException(names(), limit, holders, closed ? held() : List.of());
    }

    private String names() {
        return groups.stream().map(ServerGroup::name).collect(Collectors.joining(", "));
    }
}
