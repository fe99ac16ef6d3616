/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.engine.supervisor.Children;
import dev.twofold.server.ExitReason;
import dev.twofold.server.ServerRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The servers of a module, wherever they were started, and the code that new ones run. They are gated together. Safe from
 * any thread; who wants to close the gate while somebody else has closed it waits.
 */
public final class ServerGroup {

    private final Engine engine;
    private final String name;
    private final Members members = new Members();
    private final Births births = new Births();
    private final GateClock clock;
    private final Semaphore closing = new Semaphore(1);
    private final Departures departures;
    private final Starts starts;
    private volatile Loaded loaded = Loaded.NOTHING;
    private volatile List<ServerGroup> together = List.of();
    private volatile int closings;
    private volatile Queue<Server> newcomers;
    private volatile ParkingLot lot;

    ServerGroup(Engine engine, String name) {
        this.engine = engine;
        this.clock = new GateClock(engine.gates());
        this.departures = new Departures(engine.pool());
        this.starts = new Starts(engine, this, births);
        this.name = name;
    }

    /**
     * Name of the module.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * The code that new servers run, by server type.
     *
     * @return empty if the module has no current revision
     */
    public Map<String, Code<?>> codes() {
        return loaded.codes();
    }

    /**
     * Sets the code that new servers run, without touching those that run already. Those that are bound to the newest go
     * over at their next message with their state as it is.
     *
     * @param newCodes the code by server type
     */
    public void load(Map<String, Code<?>> newCodes) {
        loaded = loaded.load(newCodes);
        members().forEach(Server::takeNewest);
    }

    /**
     * The same where states have to be put into the new code's classes: servers that are bound to the newest go over at
     * their next message, as {@link #redefine} has it. The others stay.
     *
     * @param newCodes the code by server type
     * @param carry puts a state into the new code's classes; it is kept for as long as servers may need it
     */
    public void load(Map<String, Code<?>> newCodes, StateChange carry) {
        loaded = loaded.load(newCodes, carry, false);
        members().forEach(Server::takeNewest);
    }

    /**
     * Loads code, and has every server go over to it between two messages, without gate and without anybody's consent: what
     * reloading a module does in Erlang. An idle server goes over at once, one that is busy when its callback has returned.
     * A server whose state does not fit the new code ends then, with a reason that begins with
     * {@code bad_state}; if it has a supervisor, that starts it again. A server whose type the new code does not have stays
     * where it is.
     *
     * @param newCodes the code by server type
     * @param carry puts a state into the new code's classes; where it throws the server ends. It is kept for as long as
     *     servers may need it
     * @param limit how long to wait for those that are busy or held; they go over later
     * @return what has become of the servers that did not run the code already; of many, those that have not gone over are
     *     named
     */
    public ChangeReport redefine(Map<String, Code<?>> newCodes, StateChange carry, Duration limit) {
        Deadline deadline = Deadline.in(limit);
        Loaded next = loaded.load(newCodes, carry, true);
        loaded = next;
        return new Redefinition(next, members.toArray()).run(deadline);
    }

    /**
     * The servers that run some code now.
     *
     * @param wanted the code; servers between two codes are counted where they were
     * @return how many there are; servers that come or go meanwhile may be counted or not
     */
    public int running(Collection<? extends Code<?>> wanted) {
        int count = 0;
        for (Server server : members.toArray()) {
            count += runs(server, wanted) ? 1 : 0;
        }
        return count;
    }

    /**
     * Who runs some code now.
     *
     * @param wanted the code; servers between two codes are listed where they were
     * @return a line for each server; those that come or go meanwhile may be listed or not
     */
    public List<Runner> whoRuns(Collection<? extends Code<?>> wanted) {
        return members().stream().filter(server -> runs(server, wanted)).sorted(Comparator.comparingLong(Server::id))
                .map(server -> new Runner(server.name(), server.type())).toList();
    }

    /**
     * A server that runs some code.
     *
     * @param name its name, or the text that stands for it
     * @param type its server type
     */
    public record Runner(String name, String type) {
    }

    /**
     * The children that an upgrade has added to the supervisors of this group. They have no process yet: whoever upgrades
     * starts them when the new revision is current, with {@code restartChild}. Each is told once.
     *
     * @return their ids by supervisor, in the order of their start
     */
    public Map<ServerRef, List<String>> takeAddedChildren() {
        Map<ServerRef, List<String>> added = new LinkedHashMap<>();
        for (Server server : members.toArray()) {
            if (server.state() instanceof Children children && !children.added().isEmpty()) {
                added.put(server, children.takeAdded());
            }
        }
        return added;
    }

    /**
     * Supervisors that were told to go over by {@link #redefine} and have not come to it: what they add is not known yet.
     *
     * @return those there are now; whoever asks one of them for something of {@link Engine#sys} is answered afterwards
     */
    public List<ServerRef> supervisorsOnTheirWay() {
        Loaded now = loaded;
        List<ServerRef> late = new ArrayList<>();
        for (Server server : now.isForAll() ? members.toArray() : new Server[0]) {
            Code<?> running = server.code();
            if (running != null && server.state() instanceof Children && now.newest(running) != running) {
                late.add(server);
            }
        }
        return late;
    }

    /**
     * The children that supervisors of this group try to start again, and whose last try has failed.
     *
     * @return a line for each
     */
    public List<FailingChild> failingChildren() {
        List<FailingChild> failing = new ArrayList<>();
        for (Server server : members.toArray()) {
            if (server.state() instanceof Children children) {
                children.failing().forEach((id, failure) -> failing.add(new FailingChild(server.name(), id, failure
                        .reason(), failure.since())));
            }
        }
        return failing;
    }

    /**
     * A child that does not start again.
     *
     * @param supervisor the name of who tries
     * @param child the id of its specification
     * @param reason why the last try has failed
     * @param since when the first one in a row has failed
     */
    public record FailingChild(String supervisor, String child, String reason, Instant since) {
    }

    /**
     * Tells when no server runs some code any more, whatever has become of those that did. Costs something only when servers
     * end or go over.
     *
     * @param gone the code; if servers that are started now may still get it, the stage says nothing about these
     * @return a stage that is completed on a thread of the engine, which must not be blocked; for as long as the code is run
     *     it is kept
     */
    public CompletionStage<Void> whenNoneRuns(Collection<? extends Code<?>> gone) {
        Drain drain = new Drain(this, Set.copyOf(gone));
        departures.tell(drain);
        return drain.done().minimalCompletionStage();
    }

    /**
     * The code that servers run now, and how many run each: with policy {@code load} there are two for a while.
     *
     * @return the number of servers by code; servers that come or go meanwhile may be counted or not
     */
    public Map<Code<?>, Integer> runningCodes() {
        Map<Code<?>, Integer> counts = new HashMap<>();
        for (Server server : members.toArray()) {
            Code<?> code = server.boundCode();
            if (code != null) {
                counts.merge(code, 1, Integer::sum);
            }
        }
        return counts;
    }

    /**
     * The types of the servers that run now.
     *
     * @return their names
     */
    public Set<String> runningTypes() {
        Set<String> types = ConcurrentHashMap.newKeySet();
        for (Server server : members.toArray()) {
            Code<?> code = server.code();
            if (code != null) {
                types.add(code.type());
            }
        }
        return types;
    }

    /**
     * Whether a reference leads to a server of this group.
     *
     * @param ref the reference
     * @return {@code false} too if there is no such server now
     */
    public boolean contains(ServerRef ref) {
        return engine.serverOf(ref).filter(server -> server.group() == this).isPresent();
    }

    /**
     * Kills the servers that run some code: they end with {@code killed}, without {@code terminate}, and whoever waits for
     * them is told at once. A callback that is under way is abandoned. Their supervisors start them again, and do not count
     * that as a restart.
     *
     * @param doomed the code
     * @return how many were killed
     */
    public int kill(Collection<? extends Code<?>> doomed) {
        int count = 0;
        for (Server server : members.toArray()) {
            if (runs(server, doomed)) {
                server.set(StatusWord.REPLACED);
                count += server.end(ExitReason.KILLED) ? 1 : 0;
            }
        }
        return count;
    }

    private static boolean runs(Server server, Collection<? extends Code<?>> wanted) {
        Code<?> code = server.boundCode();
        return code != null && wanted.contains(code);
    }

    /**
     * Has the servers of a type go over to what new ones run, between two messages and with their states as they are: for
     * code of the manager's own, which is the same in all revisions.
     *
     * @param type the server type
     */
    public void renew(String type) {
        Code<?> newest = loaded.codes().get(type);
        for (Server server : members.toArray()) {
            Code<?> running = server.code();
            if (newest != null && running != null && running != newest && running.type().equals(type)) {
                server.system(new SystemCall(server, owned -> {
                    if (loaded.codes().get(type) == newest) { // or something else has been loaded since
                        owned.become(newest, owned.state());
                    }
                    return true;
                }));
            }
        }
    }

    /**
     * Lets go of what is kept for the revision before: states of servers that have not gone over. Messages of clients that
     * have its classes go on being converted; nothing is kept for that. To be called when that revision loses its slot, after
     * {@link #kill}.
     */
    public void forgetOld() {
        loaded = loaded.withoutOld();
    }

    /**
     * Takes the code away, so that no server can be started, and stops all there are in an orderly way, with
     * {@code terminate}; those that take too long are killed.
     *
     * @param reason why
     * @param limit how long all of them together may take
     * @return how many had to be killed
     */
    public int unload(ExitReason reason, Duration limit) {
        Objects.requireNonNull(reason, "reason");
        Deadline deadline = Deadline.in(limit);
        load(Map.of());
        births.await(deadline, true);
        stop(members().stream().filter(server -> !server.hasParent()).toList(), reason, deadline);
        stop(members(), reason, deadline);
        return killAll(ExitReason.KILLED);
    }

    /** Those that have a parent are left to it at first: a supervisor has its own order. */
    private static void stop(List<Server> servers, ExitReason reason, Deadline deadline) {
        List<EndWatch> watches = new ArrayList<>();
        for (Server server : servers) {
            watches.add(new EndWatch(server));
            server.stop(reason);
        }
        watches.forEach(watch -> watch.await(deadline));
    }

    /**
     * Closes the gate: from now on servers of this group handle only what a callback that runs already waits for. Returns
     * when none of them runs.
     *
     * @param limit how long to wait; afterwards the gate is open again
     * @return the closed gate, to be closed as a resource: that opens it
     * @throws GateTimeoutException if a callback did not return in time; nothing has changed
     */
    public Gate closeGate(Duration limit) {
        return Gate.close(List.of(this), limit);
    }

    // ---- the gate

    /** Whoever closes the gate is the only one; {@code false} if somebody else has it for too long. */
    boolean claim(Deadline deadline) {
        try {
            return closing.tryAcquire(Math.max(0, deadline.left()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void unclaim() {
        closing.release();
    }

    /** From now on servers that become members are added to this queue, too; {@code null} ends that. */
    void announceBirths(Queue<Server> queue) {
        newcomers = queue;
    }

    /** From now on servers may be parked there; {@code null} when none is any more. Only for who has claimed the gate. */
    void parkIn(ParkingLot opened) {
        lot = opened;
    }

    /** Where servers are parked. There is one as long as one is. */
    ParkingLot lot() {
        return lot;
    }

    /** How many places there are among its members. */
    int places() {
        return members.places();
    }

    /**
     * From now on starts wait, and calls from other groups that are gated together with this one count as calls inside.
     *
     * @param groups all of them
     */
    void close(List<ServerGroup> groups) {
        together = groups;
        closings = closings == Integer.MAX_VALUE ? 0 : closings + 1;
        births.hold();
        clock.close();
    }

    void open() {
        together = List.of();
        clock.open();
        births.release();
    }

    /**
     * How often the gate has been closed. Who sees a server gated sees the number of that closing or of a later one, and with
     * it what closes together.
     */
    int closing() {
        return closings;
    }

    Births births() {
        return births;
    }

    Starts starts() {
        return starts;
    }

    GateClock clock() {
        return clock;
    }

    /** Whether callbacks of another group are waited for when the gate of this one closes: it is the same, or closes with it. */
    boolean isGatedWith(ServerGroup other) {
        return other == this || together.contains(other);
    }

    /**
     * What is changed behind a gate is what new servers run from now on.
     *
     * @return for which messages that wait have to be marked as converted
     */
    byte commit(GroupChange change) {
        loaded = loaded.change(change);
        return loaded.era();
    }

    // ---- for servers

    List<Server> members() {
        return List.of(members.toArray());
    }

    Server[] membersInOrder() {
        return members.toArray();
    }

    /** It has been given its name and runs when it is a member. */
    void add(Server server) {
        members.add(server);
        announce(server);
        if (loaded.isForAll()) {
            server.goOver(loaded); // it may have been redefined since it was given its code
        }
        if (server.exit() != null) { // ended by somebody who found the name before it was a member
            members.remove(server);
        }
    }

    /** Who closes the gate is told of a member, which may have been found meanwhile. */
    void announce(Server born) {
        Queue<Server> announced = newcomers;
        if (announced != null) {
            announced.add(born);
        }
    }

    /** A member is just ending. */
    void remove(Server server) {
        Code<?> code = server.code();
        members.remove(server);
        departures.left(code);
    }

    /** Who has to hear of members that end or go over to other code. */
    Departures departures() {
        return departures;
    }

    Loaded loaded() {
        return loaded;
    }

    /** The code that a server runs now if it is bound to the newest. */
    Code<?> newest(Code<?> present) {
        return loaded.newest(present);
    }

    Engine engine() {
        return engine;
    }

    /** Parents first, which are older: they must not see their children die. */
    int killAll(ExitReason reason) {
        int killed = 0;
        for (Server server : members().stream().sorted(Comparator.comparingLong(Server::id)).toList()) {
            killed += server.end(reason) ? 1 : 0;
        }
        return killed;
    }

    /** For how long the gate has been closed, all in all. */
    long gatedNanos() {
        return clock.nanos();
    }
}
