/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.load;

import dev.twofold.engine.ChangeFailedException;
import dev.twofold.engine.Code;
import dev.twofold.engine.Engine;
import dev.twofold.engine.GateTimeoutException;
import dev.twofold.engine.GroupChange;
import dev.twofold.engine.ServerGroup;
import dev.twofold.engine.StateChange;
import dev.twofold.engine.Upgrade;
import dev.twofold.server.From;
import dev.twofold.server.ServerInfo;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Servers of three groups that call each other, each the next one, directly or through a server of none of these groups; the
 * last one casts to the first. All three groups are upgraded together, there and back, and some of that is refused. Its
 * methods for servers are safe from any thread, the others belong to one.
 */
final class Circuit implements AutoCloseable {

    /** What is to happen happens within it. */
    static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(100);
    /** The generation of what nobody converts. */
    static final int ANY = -1;
    /** What becomes of the generation where it stays as it is. */
    static final int KEPT = -2;
    /** The cause of what a round begins with. */
    static final Hop ROUND = new Hop("round", 0, ANY, true);

    private static final List<String> GROUPS = List.of("red", "green", "blue");
    private static final int SERVERS = 9;
    private static final int ROUNDS_AT_ONCE = 3;
    private static final int MOST_FAULTS = 20;

    private final Engine engine = new Engine();
    private final List<ServerGroup> groups = GROUPS.stream().map(engine::group).toList();
    private final ServerGroup outside = engine.group("outside");
    private final List<ServerRef> servers = new ArrayList<>();
    private final List<Map<Bypass.Manner, ServerRef>> bypasses = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final LongAdder sent = new LongAdder();
    private final LongAdder hops = new LongAdder();
    private final AtomicInteger open = new AtomicInteger();
    private int version;
    private int generation;
    private volatile boolean going = true;
    private volatile boolean closed;

    /** Something that comes before a call. */
    record Note(Object sender, int number, int generation) {
    }

    /** A call: the note of the same number has come just before. */
    record Hop(Object sender, int number, int generation, boolean round) {
    }

    /** Answer it with a number. */
    record Settle(From from, int number) {
    }

    Circuit() {
        for (ServerGroup group : groups) {
            group.load(codes(group, version));
        }
        outside.load(Map.of("bypass", new Code<>("outside", "1", "bypass", new Bypass(this))));
        for (int place = 0; place < SERVERS; place++) {
            servers.add(engine.start(ServerSpec.of(GROUPS.get(place % GROUPS.size()), "stop").named("stop" + place)
                    .with(place)));
            Map<Bypass.Manner, ServerRef> all = new EnumMap<>(Bypass.Manner.class);
            for (Bypass.Manner manner : Bypass.Manner.values()) {
                all.put(manner, engine.start(ServerSpec.of("outside", "bypass").with(manner)));
            }
            bypasses.add(all);
        }
        for (int round = 0; round < ROUNDS_AT_ONCE; round++) {
            open.incrementAndGet();
            servers.get(0).cast(ROUND);
        }
    }

    private Map<String, Code<?>> codes(ServerGroup group, int number) {
        return Map.of("stop", new Code<>(group.name(), String.valueOf(number), "stop", new CircuitServer(this)));
    }

    // ---- for servers

    /** A callback begins or ends. */
    void enter() {
        if (closed) {
            fault("a callback runs behind the gate");
        }
    }

    Optional<ServerRef> next(int place) {
        return place + 1 < SERVERS ? Optional.of(servers.get(place + 1)) : Optional.empty();
    }

    ServerRef bypass(int place, Bypass.Manner manner) {
        return bypasses.get(place).get(manner);
    }

    /** A server of the next group, for a moment. */
    ServerSpec child(int place) {
        return ServerSpec.of(GROUPS.get((place + 1) % GROUPS.size()), "stop").with(place).initWithin(LONG);
    }

    Object inThread(Callable<Object> task) throws Exception {
        return threads.submit(task).get();
    }

    /** A call is sent. */
    void sends() {
        sent.increment();
        hops.increment();
    }

    void check(Hop hop, Object reply) {
        if (!Integer.valueOf(hop.number()).equals(reply)) {
            fault("the reply to " + hop + " is " + reply);
        }
    }

    /** Once more round. */
    void closeRound() {
        if (going) {
            servers.get(0).cast(ROUND);
        } else {
            open.decrementAndGet();
        }
    }

    void fault(String what) {
        if (faults.size() < MOST_FAULTS) {
            faults.add(what);
        }
    }

    // ---- for clients

    /** Calls each server in turn until it is over. */
    void call() {
        int[] numbers = new int[SERVERS];
        Object self = Thread.currentThread();
        for (int turn = 0; going; turn++) {
            int place = turn % SERVERS;
            Hop hop = new Hop(self, ++numbers[place], ANY, false);
            servers.get(place).cast(new Note(self, hop.number(), ANY));
            sends();
            check(hop, servers.get(place).call(hop, LONG));
        }
    }

    // ---- upgrades

    /** What is wrong with an upgrade. */
    enum Trouble {
        NONE, A_STATE, THE_COMMIT, TOO_LITTLE_TIME
    }

    /**
     * Takes all servers to the other revision, or tries to.
     *
     * @param trouble what is wrong with it
     * @param victim the place of the server whose state does not fit, for one
     * @return whether they have gone over
     */
    boolean upgrade(Trouble trouble, int victim) {
        int target = 1 - version;
        List<Object> before = states();
        List<GroupChange> changes = groups.stream().map(group -> new GroupChange(group, codes(group, target),
                new Change(trouble == Trouble.A_STATE ? victim % SERVERS : SERVERS, generation + 1))).toList();
        Duration rest = trouble == Trouble.TOO_LITTLE_TIME ? Duration.ofNanos(1) : LONG;
        boolean done;
        try {
            Upgrade.of(changes).restWithin(rest).changeWithin(LONG).run(() -> commit(trouble));
            done = true;
        } catch (ChangeFailedException | GateTimeoutException | IOException refused) {
            done = false;
        }
        version = done ? target : version;
        generation += done ? 1 : 0;
        checkStates(before, !done);
        return done;
    }

    /**
     * Takes the servers of one group to new code of the same version, or tries to. It is refused if one of them calls a server
     * of another group that has been called by somebody else and waits for the gate.
     *
     * @param place which group
     * @return whether they have gone over
     */
    boolean upgradeAlone(int place) {
        ServerGroup group = groups.get(place % groups.size());
        List<Object> before = states();
        boolean done;
        try {
            Upgrade.of(group, codes(group, version), new Change(SERVERS, KEPT)).restWithin(SHORT).changeWithin(LONG)
                    .run(() -> {});
            done = true;
        } catch (GateTimeoutException busy) {
            done = false;
        }
        List<Object> after = states();
        for (int number = 0; number < SERVERS; number++) {
            boolean same = !done || number % groups.size() != place % groups.size();
            if (after.get(number) == before.get(number) != same) {
                fault(servers.get(number) + (same ? " has another state" : " has its old state"));
            }
        }
        return done;
    }

    private void commit(Trouble trouble) throws IOException {
        closed = true;
        World.linger(1_000);
        closed = false;
        if (trouble == Trouble.THE_COMMIT) {
            throw new IOException("the disk is full");
        }
    }

    private List<Object> states() {
        return servers.stream().map(server -> engine.sys().rawState(server, LONG).orElseThrow()).toList();
    }

    private void checkStates(List<Object> before, boolean same) {
        List<Object> after = states();
        for (int place = 0; place < SERVERS; place++) {
            if (after.get(place) == before.get(place) != same) {
                fault(servers.get(place) + (same ? " has another state after a refusal" : " has its old state"));
            }
        }
        for (ServerInfo info : engine.servers()) {
            if (!info.module().equals("outside") && !info.version().isEmpty()
                    && !info.version().equals(String.valueOf(version))) {
                fault(info + " is not of version " + version);
            }
        }
    }

    /**
     * Makes copies of states and messages.
     *
     * @param victim the place of the server whose state does not fit
     * @param generation what they become; messages that are of it already stay as they are
     */
    private record Change(int victim, int generation) implements StateChange {

        @Override
        public Object state(Code<?> from, Code<?> to, Object state) throws Exception {
            Ledger ledger = (Ledger) state;
            if (ledger.place() == victim) {
                throw new IOException("no state of place " + victim + " fits");
            }
            return ledger.next(generation);
        }

        @Override
        public Object message(Object message) {
            if (generation == KEPT) {
                return message;
            }
            if (message instanceof Note note) {
                return new Note(note.sender(), note.number(), next(note.generation()));
            }
            return message instanceof Hop hop ? next(hop) : message;
        }

        private Hop next(Hop hop) {
            return new Hop(hop.sender(), hop.number(), next(hop.generation()), hop.round());
        }

        private int next(int before) {
            return before == ANY ? ANY : generation;
        }
    }

    // ---- for the test

    long hops() {
        return hops.sum();
    }

    void halt() {
        going = false;
    }

    boolean isAtRest() {
        return open.get() == 0;
    }

    /** When all is over: whether every call has come to its server once. */
    List<String> faults() {
        List<Object> states = states();
        long handled = states.stream().mapToLong(state -> ((Ledger) state).hops()).sum();
        if (handled != sent.sum()) {
            fault(sent.sum() + " calls were sent, " + handled + " have come");
        }
        if (states.stream().anyMatch(state -> ((Ledger) state).generation() != generation)) {
            fault("not all states have gone through " + generation + " upgrades");
        }
        return List.copyOf(faults);
    }

    @Override
    public void close() {
        halt();
        engine.close();
        threads.shutdownNow();
    }
}
