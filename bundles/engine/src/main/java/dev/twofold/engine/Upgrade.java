/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Servers of one or several groups go over to other code. All at once behind one gate unless {@link #rolling} is said; in
 * the first case all do or none. Immutable; {@link #run} may be called by any thread, and does not return before all is done.
 */
public final class Upgrade {

    private static final Duration DEFAULT_REST = Duration.ofSeconds(1);
    private static final Duration DEFAULT_CHANGE = Duration.ofSeconds(10);
    private static final int LULL_SHARE = 10;
    private static final Duration LONGEST_LULL = Duration.ofMillis(100);
    private static final Duration LONG_REST = LONGEST_LULL.multipliedBy(LULL_SHARE);

    private final List<GroupChange> changes;
    private final Duration rest;
    private final Duration change;
    private final boolean early;
    private final int atOnce;
    private final Runnable atRest;

    private Upgrade(List<GroupChange> changes, Duration rest, Duration change, boolean early, int atOnce,
            Runnable atRest) {
        this.changes = changes;
        this.rest = rest;
        this.change = change;
        this.early = early;
        this.atOnce = atOnce;
        this.atRest = atRest;
    }

    /**
     * An upgrade of some groups.
     *
     * @param changes what goes over, one change for each group
     * @return the upgrade, with limits of 1 second for the gate and 10 seconds for the change
     * @throws IllegalArgumentException if there is none, or a group has two
     */
    public static Upgrade of(Collection<GroupChange> changes) {
        if (changes.isEmpty() || groups(changes).size() < changes.size()) {
            throw new IllegalArgumentException("an upgrade needs one change for each of its groups");
        }
        return new Upgrade(List.copyOf(changes), DEFAULT_REST, DEFAULT_CHANGE, false, 0, () -> {});
    }

    private static Set<ServerGroup> groups(Collection<GroupChange> changes) {
        Set<ServerGroup> groups = new HashSet<>();
        changes.forEach(change -> groups.add(change.group()));
        return groups;
    }

    /**
     * An upgrade of one group.
     *
     * @param group the group
     * @param codes the code to go over to, by server type
     * @param change makes the states
     * @return the upgrade
     */
    public static Upgrade of(ServerGroup group, Map<String, Code<?>> codes, StateChange change) {
        return of(List.of(new GroupChange(group, codes, change)));
    }

    /**
     * The same with another limit for servers to come to rest; of a rolling upgrade, for each server. Before anybody is held,
     * a tenth of it, 100 ms at most, may go by in waiting for a moment without a callback that takes long.
     *
     * @param limit the limit
     * @return the upgrade
     */
    public Upgrade restWithin(Duration limit) {
        return new Upgrade(changes, Objects.requireNonNull(limit, "limit"), change, early, atOnce, atRest);
    }

    /**
     * The same with another limit for making the states; of a rolling upgrade, for each server.
     *
     * @param limit the limit
     * @return the upgrade
     */
    public Upgrade changeWithin(Duration limit) {
        return new Upgrade(changes, rest, Objects.requireNonNull(limit, "limit"), early, atOnce, atRest);
    }

    /**
     * The same with states made before the gate closes, and only those again that servers have replaced since. Only right if
     * states are immutable values: what changes inside a state meanwhile is lost. Supervisors are left out, since theirs are
     * not. A state that cannot be made refuses the upgrade before anybody is held back. Without effect on a rolling upgrade,
     * which holds each server for no longer than its own change takes.
     *
     * <p>How long servers are held does not depend on how many there are, only on how many are in use meanwhile. Those that rest
     * take over what was made of them when nobody is held any more: each before it does anything else, all before {@link #run}
     * returns. Until then who asks what code servers run may be told the old one.
     *
     * @param wanted whether to do so
     * @return the upgrade
     */
    public Upgrade precopy(boolean wanted) {
        return new Upgrade(changes, rest, change, wanted, atOnce, atRest);
    }

    /**
     * The same server by server. Each is held back alone; both revisions serve meanwhile. The new code becomes that of new
     * servers when the first server goes over; if that one does not, nothing has changed. What fails later leaves the other
     * servers where they are, and is reported.
     *
     * @param servers how many are changed at the same time, at least one
     * @return the upgrade
     */
    public Upgrade rolling(int servers) {
        if (servers < 1) {
            throw new IllegalArgumentException("a rolling upgrade changes at least one server at a time");
        }
        return new Upgrade(changes, rest, change, early, servers, atRest);
    }

    /**
     * The same, and somebody is told when states begin to be made.
     *
     * @param told runs once, on the thread that runs the upgrade: when servers have come to rest or, if it is a rolling one, at
     *     its start. Servers wait for it meanwhile, and it must not throw
     * @return the upgrade
     */
    public Upgrade whenAtRest(Runnable told) {
        return new Upgrade(changes, rest, change, early, atOnce, Objects.requireNonNull(told, "told"));
    }

    /**
     * What has to be done when nothing can fail any more and before servers go over, such as to write down that they do.
     *
     * @param <X> what it throws
     */
    @FunctionalInterface
    public interface Commit<X extends Exception> {

        /**
         * Done once, by the thread that runs the upgrade.
         *
         * @throws X refuses the upgrade: nothing has changed
         */
        void run() throws X;
    }

    /**
     * Does it.
     *
     * @param commit what to do before the first server goes over
     * @param <X> what that throws
     * @return what was done
     * @throws GateTimeoutException if servers did not come to rest; nothing has changed
     * @throws ChangeFailedException if a state or a message could not be made; nothing has changed
     * @throws X what the commit has thrown; nothing has changed
     */
    public <X extends Exception> UpgradeReport run(Commit<X> commit) throws X {
        try (Gate gate = Gate.prepare(groups(changes), rest)) {
            if (atOnce == 0) {
                return atomic(gate, commit);
            }
            atRest.run();
            return new Rolling(gate, changes, rest, change, atOnce).run(commit);
        }
    }

    /**
     * Tries it: makes states and messages and throws them away. Each server is held alone, and only for as long as that takes;
     * nothing is installed. The limit for servers to come to rest counts once for all that are busy, the limit for making
     * states counts for all servers together; those that are not reached within it are reported as untried. Servers that are
     * started meanwhile are not looked at. Whether the upgrade is a rolling one, or has states made before, changes nothing.
     *
     * @return what would happen to the servers of each group
     * @throws GateTimeoutException if somebody else changes one of the groups for too long
     */
    public Map<ServerGroup, RehearsalReport> rehearse() {
        try (Gate gate = Gate.prepare(groups(changes), rest)) {
            return new Rehearsing(gate, changes, rest, change).run();
        }
    }

    /** How long a good moment is worth waiting for. */
    private Duration lull() {
        return rest.compareTo(LONG_REST) < 0 ? Duration.ofNanos(rest.toNanos() / LULL_SHARE) : LONGEST_LULL;
    }

    private <X extends Exception> UpgradeReport atomic(Gate gate, Commit<X> commit) throws X {
        if (early) {
            gate.precopy(changes, change);
        }
        gate.getReady(changes);
        gate.awaitLull(lull());
        long start = System.nanoTime();
        gate.close(rest);
        long closed = System.nanoTime();
        atRest.run();
        Supplier<Map<ServerGroup, ChangeReport>> reports = gate.make(changes, change);
        long made = System.nanoTime();
        commit.run();
        gate.commit();
        gate.open();
        long open = System.nanoTime();
        gate.close();
        return UpgradeReport.of(reports.get(), closed - start, made - closed, open - made, open - start, Optional
                .empty());
    }
}
