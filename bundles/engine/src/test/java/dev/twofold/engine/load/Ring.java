/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.load;

import dev.twofold.engine.Code;
import dev.twofold.engine.Engine;
import dev.twofold.engine.ServerGroup;
import dev.twofold.server.GenServer;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Servers in a ring that never pause: each casts to the next and then calls it. Only the last does not call the first, it
 * casts: or they would wait for each other some day. Safe from any thread.
 */
final class Ring implements AutoCloseable {

    /** What is to happen happens within it. */
    static final Duration LONG = Duration.ofSeconds(30);
    /** Makes the first one begin. */
    static final Object START = "start";

    private static final int SERVERS = 5;
    private static final int ROUNDS_AT_ONCE = 3;

    private final Shape shape;
    private final Engine engine = new Engine();
    private final ServerGroup group = engine.group("ring");
    private final ServerGroup relays = engine.group("relays");
    private final List<ServerRef> servers = new ArrayList<>();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final AtomicInteger hops = new AtomicInteger();
    private volatile boolean going = true;
    private volatile ServerGroup closed;

    /** Something that comes before a call. */
    record Note(Object sender, int number) {
    }

    /** The call. */
    record Hop(Object sender, int number) {
    }

    /**
     * A ring that runs.
     *
     * @param shape what kind of servers it is made of
     */
    Ring(Shape shape) {
        this.shape = shape;
        group.load(Map.of("odd", code(group, "odd", shape.odd(this)), "even", code(group, "even", shape.even(this))));
        relays.load(Map.of("relay", code(relays, "relay", new RingRelay(this, relays))));
        ServerRef next = null;
        for (int number = SERVERS; number > 0; number--) {
            if (shape.relayed() && next != null) {
                next = engine.start(ServerSpec.of("relays", "relay").with(next));
            }
            ServerSpec spec = ServerSpec.of("ring", number % 2 == 0 ? "even" : "odd");
            next = engine.start(next == null ? spec : spec.with(next));
            servers.add(0, next);
        }
        for (int left = ROUNDS_AT_ONCE; left > 0; left--) {
            servers.get(0).cast(START);
        }
    }

    /** What a ring is made of. */
    enum Shape {
        BLOCKING, NON_BLOCKING, DEFERRING, ASYNCHRONOUS, RELAYED, NON_BLOCKING_RELAYED, DEFERRING_RELAYED;

        private boolean relayed() {
            return this == RELAYED || this == NON_BLOCKING_RELAYED || this == DEFERRING_RELAYED;
        }

        /** The first one, for example. */
        private RingServer odd(Ring ring) {
            return this == ASYNCHRONOUS ? new RingServer(ring) : even(ring);
        }

        private RingServer even(Ring ring) {
            return switch (this) {
                case BLOCKING, RELAYED -> new RingServer(ring);
                case NON_BLOCKING, NON_BLOCKING_RELAYED -> new RingServer.NonBlocking(ring);
                case ASYNCHRONOUS -> new RingServer.Asynchronous(ring);
                case DEFERRING, DEFERRING_RELAYED -> new RingServer.Deferring(ring);
            };
        }
    }

    private static Code<?> code(ServerGroup group, String type, GenServer<?> callbacks) {
        return new Code<>(group.name(), "1", type, callbacks);
    }

    /**
     * Those that clients may call. If the ring leads through another group, only the first: behind the gate of that group
     * the others would wait for it because of a client, and those that may pass would wait for them.
     */
    List<ServerRef> entrances() {
        return shape.relayed() ? servers.subList(0, 1) : servers;
    }

    List<ServerGroup> groups() {
        return List.of(group, relays);
    }

    ServerGroup group() {
        return group;
    }

    // ---- for servers

    /** A callback begins or ends. */
    void enter(ServerGroup running) {
        if (closed == running) {
            faults.add("a callback of " + running.name() + " runs behind the gate");
        }
    }

    void hop() {
        hops.incrementAndGet();
    }

    /** Once more round. */
    void closeRing() {
        if (going) {
            servers.get(0).cast(START);
        }
    }

    void fault(String what) {
        faults.add(what);
    }

    // ---- for the test

    /** Between the closing of a gate and its opening. */
    void closed(ServerGroup behind) {
        closed = behind;
    }

    int hops() {
        return hops.get();
    }

    boolean isGoing() {
        return going;
    }

    void halt() {
        going = false;
    }

    List<String> faults() {
        return List.copyOf(faults);
    }

    @Override
    public void close() {
        halt();
        engine.close();
    }
}
