/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.engine.supervisor.Children;
import dev.twofold.server.CallFailedException;
import dev.twofold.server.ExitReason;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import dev.twofold.server.StartFailedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The servers of a module, wherever they were started, and the code that new ones run. They are gated together. Safe from
 * any thread; who wants to close the gate while somebody else has closed it waits.
 */
public final class ServerGroup {

    private static final long LONGEST_GATE_SECONDS = 60;
    private static final int MOST_ERRORS = 256;

    private final Engine engine;
    private final String name;
    private final Members members = new Members();
    private final Births births = new Births();
    private final GateClock clock;
    private final Semaphore closing = new Semaphore(1);
    private final List<Drain> drains = new CopyOnWriteArrayList<>();
    private final Map<String, String> errors = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MOST_ERRORS;
        }
    });
    private volatile Loaded loaded = Loaded.NOTHING;
    private volatile List<ServerGroup> together = List.of();
    private volatile int closings;
    private volatile Queue<Server> newcomers;
    private volatile ParkingLot lot;

    ServerGroup(Engine engine, String name) {
        this.engine = engine;
        this.clock = new GateClock(engine.gates());
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
     * reloading a module does in Erlang. Returns at once; an idle server goes over at once, too, one that is busy when its
     * callback has returned. A server whose state does not fit the new code ends then, with a reason that begins with
     * {@code bad_state}; if it has a supervisor, that starts it again. A server whose type the new code does not have stays
     * where it is.
     *
     * @param newCodes the code by server type
     * @param carry puts a state into the new code's classes; where it throws the server ends. It is kept for as long as
     *     servers may need it
     * @return how many servers have been told to go over
     */
    public int redefine(Map<String, Code<?>> newCodes, StateChange carry) {
        Loaded next = loaded.load(newCodes, carry, true);
        loaded = next;
        int told = 0;
        for (Server server : members.toArray()) {
            told += server.goOver(next) ? 1 : 0;
        }
        return told;
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
     * starts them when the new revision is current, with {@code restartChild}.
     *
     * @return their ids by supervisor, in the order of their start
     */
    public Map<ServerRef, List<String>> addedChildren() {
        Map<ServerRef, List<String>> added = new LinkedHashMap<>();
        for (Server server : members.toArray()) {
            if (server.state() instanceof Children children && !children.added().isEmpty()) {
                added.put(server, children.added());
            }
        }
        return added;
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
        drains.add(drain);
        drain.count();
        return drain.done().minimalCompletionStage();
    }

    void endDrain(Drain drain) {
        if (drains.remove(drain)) {
            engine.pool().execute(() -> drain.done().complete(null));
        }
    }

    /** A member has ended, or gone over to other code. */
    void left(Code<?> code) {
        if (!drains.isEmpty() && code != null) {
            drains.forEach(drain -> drain.left(code));
        }
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
                server.set(StatusWord.PURGED);
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
     * Lets go of what is kept for the revision before: states of servers that have not gone over, and messages of clients
     * that have its classes. To be called when that revision loses its slot, after {@link #kill}.
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

    // ---- births

    /**
     * Starts a server and waits for it.
     *
     * @param parent who will be its parent, or {@code null}
     * @param prepare what to do before the server runs
     */
    ServerRef start(ServerSpec spec, Server parent, Consumer<Server> prepare) {
        Running here = Running.here();
        refuseChange(here, spec);
        boolean inside = here.isFor(this);
        Code<?> code = beginBirth(spec, inside);
        try {
            Server server = bear(spec, code, parent);
            prepare.accept(server);
            Request start = parent == null ? new Request(server, null, here) : new LinkedStart(server, here);
            boolean quick = engine.pool().isQuick();
            server.begin(argument(spec, code), start, here);
            awaitStart(server, start, spec.initLimit(), quick);
            return server;
        } finally {
            births.end(inside);
        }
    }

    private static void refuseChange(Running here, ServerSpec spec) {
        if (here.changed() != null) {
            throw new StartFailedException(spec.name().orElse(spec.type()),
                    ExitReason.of("a code change starts no servers: it only makes a value of another"));
        }
    }

    private Server bear(ServerSpec spec, Code<?> code, Server parent) {
        Server server = engine.register(this, spec, code, parent);
        members.add(server);
        Queue<Server> announced = newcomers;
        if (announced != null) {
            announced.add(server);
        }
        if (loaded.isForAll()) {
            server.goOver(loaded); // it may have been redefined since it was given its code
        }
        if (server.exit() != null) { // ended by somebody who found the name before it was a member
            members.remove(server);
        }
        return server;
    }

    /** A client may have made it of the classes of another revision; one that does not fit goes to {@code init} as it is. */
    private Object argument(ServerSpec spec, Code<?> code) {
        Object given = spec.argument().orElse(null);
        try {
            return given == null ? null : loaded.argument(given, code);
        } catch (RuntimeException | LinkageError | StackOverflowError misfit) { // may be thrown by a record of the module
            return given;
        }
    }

    private static void awaitStart(Server server, Request start, Duration limit, boolean quick) {
        Object failed;
        try {
            failed = start.await(limit, quick);
        } catch (CallFailedException notInTime) {
            abort(server);
            throw new StartFailedException(server.name(), notInTime.reason());
        }
        if (failed != null) {
            throw new StartFailedException(server.name(), (ExitReason) failed);
        }
    }

    /** As in OTP the parent hears of a start that took too long from the starter only. */
    private static void abort(Server server) {
        Server parent = server.parent();
        if (parent != null) { // it may be ending, too
            parent.disown(server);
        }
        server.end(ExitReason.KILLED);
    }

    /** The same without waiting, neither for the gate nor for the server. */
    void startAsync(ServerSpec spec, CompletableFuture<ServerRef> started) {
        Running here = Running.here();
        refuseChange(here, spec);
        boolean inside = here.isFor(this);
        Optional<CompletableFuture<Void>> closed = births.begin(inside);
        if (closed.isPresent()) {
            closed.get().thenRun(() -> engine.pool().execute(() -> retry(spec, started)));
            return;
        }
        try {
            Code<?> code = code(spec);
            Server server = bear(spec, code, null);
            FutureRequest start = new FutureRequest(server, null, here);
            Future<?> limit = engine.later(() -> start.abandon(ExitReason.TIMEOUT), spec.initLimit());
            start.future().whenComplete((failed, late) -> {
                limit.cancel(false);
                births.end(inside);
                completeStart(server, started, failed, late);
            });
            server.begin(argument(spec, code), start, here);
        } catch (RuntimeException refused) {
            births.end(inside);
            throw refused;
        }
    }

    private void retry(ServerSpec spec, CompletableFuture<ServerRef> started) {
        try {
            startAsync(spec, started);
        } catch (RuntimeException refused) {
            started.completeExceptionally(refused);
        }
    }

    private static void completeStart(Server server, CompletableFuture<ServerRef> started, Object failed,
            Throwable late) {
        if (late instanceof CallFailedException notInTime) {
            abort(server);
            started.completeExceptionally(new StartFailedException(server.name(), notInTime.reason()));
        } else if (failed != null) {
            started.completeExceptionally(new StartFailedException(server.name(), (ExitReason) failed));
        } else {
            started.complete(server);
        }
    }

    /**
     * Waits for an open gate. A callback of this group does not: the gate waits for it, and takes in what it starts.
     */
    private Code<?> beginBirth(ServerSpec spec, boolean inside) {
        while (true) {
            Optional<CompletableFuture<Void>> closed = births.begin(inside);
            if (closed.isEmpty()) {
                try {
                    return code(spec);
                } catch (StartFailedException unknown) {
                    births.end(inside);
                    throw unknown;
                }
            }
            awaitOpening(closed.get(), spec);
        }
    }

    private Code<?> code(ServerSpec spec) {
        Code<?> code = codes().get(spec.type());
        if (code == null) {
            throw noSuchType(spec);
        }
        return code;
    }

    private StartFailedException noSuchType(ServerSpec spec) {
        String why = "module " + name + " has no server type '" + spec.type() + "'; it has: "
                + String.join(", ", codes().keySet().stream().sorted().toList());
        return new StartFailedException(spec.name().orElse(spec.type()), ExitReason.of(why));
    }

    private void awaitOpening(CompletableFuture<Void> opening, ServerSpec spec) {
        try {
            engine.pool().blocking(() -> await(opening));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StartFailedException(spec.name().orElse(spec.type()), ExitReason.of("interrupted"));
        }
        if (!opening.isDone()) {
            throw new StartFailedException(spec.name().orElse(spec.type()),
                    ExitReason.of("the upgrade of module " + name + " does not end"));
        }
    }

    private static void await(CompletableFuture<Void> opening) throws InterruptedException {
        try {
            opening.get(LONGEST_GATE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException stillClosed) {
            return; // the caller sees it
        }
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

    /** A member is just ending. */
    void remove(Server server) {
        Code<?> code = server.code();
        members.remove(server);
        left(code);
    }

    /** A member has ended, and everybody has been told. */
    void noteEnd(Server server, ExitReason reason) {
        if (reason.isAbnormal()) {
            errors.put(server.isNamed() ? server.name() : server.type(), reason.text());
        }
    }

    /** Why the last server of a name or, without name, of a type ended abnormally. */
    Optional<String> lastError(Server server) {
        return Optional.ofNullable(errors.get(server.isNamed() ? server.name() : server.type()));
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
