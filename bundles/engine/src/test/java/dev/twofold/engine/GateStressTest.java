/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.server.Answer;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Next;
import dev.twofold.server.NoReply;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that never pause, while the code below their servers changes all the time. */
class GateStressTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int SERVERS = 8;
    private static final int CLIENTS = 4;
    private static final int SWAPS = 300;

    private final Engine engine = new Engine();
    private final LongAdder done = new LongAdder();
    private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);

    @AfterEach
    void stop() {
        clients.shutdownNow();
        engine.close();
    }

    /** Counts ticks; each revision adds its own to the number of changes. */
    private record Count(long ticks, long changes, long lastSeen) {
    }

    private record Tick() {
    }

    private record Relay(ServerRef to) {
    }

    private record Numbered(long number) {
    }

    private static final class Counter implements GenServer<Count> {

        @Override
        public Init<Count> init(Object argument, ServerContext context) {
            return Init.ok(new Count(0, 0, -1));
        }

        @Override
        public Answer<Count> handleCall(Object request, From from, Count count, ServerContext context) {
            if (request instanceof Relay relay) {
                return new Reply<>(relay.to().call(new Tick(), LIMIT), count);
            }
            if (request instanceof Tick) {
                return new Reply<>(count.ticks() + 1, new Count(count.ticks() + 1, count.changes(), count.lastSeen()));
            }
            return new Reply<>(count, count);
        }

        @Override
        public Next<Count> handleCast(Object message, Count count, ServerContext context) {
            long number = ((Numbered) message).number();
            if (number != count.lastSeen() + 1) {
                throw new IllegalStateException("saw " + number + " after " + count.lastSeen());
            }
            return new NoReply<>(new Count(count.ticks(), count.changes(), number));
        }
    }

    private static final StateChange CHANGE = new StateChange() {
        @Override
        public Object state(Code<?> from, Code<?> to, Object state) {
            Count count = (Count) state;
            return new Count(count.ticks(), count.changes() + 1, count.lastSeen());
        }

        @Override
        public Object message(Object message) {
            return message;
        }
    };

    private static Map<String, Code<?>> code(int version) {
        return Map.of("counter", new Code<>("counter", String.valueOf(version), "counter", new Counter()));
    }

    @Test
    void losesAndDoublesNothingUnderLoad() throws Exception {
        ServerGroup group = engine.group("counter");
        group.load(code(0));
        for (int i = 0; i < SERVERS; i++) {
            engine.start(ServerSpec.of("counter", "counter").named("s" + i));
        }
        AtomicBoolean running = new AtomicBoolean(true);
        List<Future<Long>> work = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            int self = client;
            work.add(clients.submit(() -> load(self, running)));
        }
        long given = 0;
        for (int version = 1; version <= SWAPS; version++) {
            awaitCalls(version * 5L);
            try (Gate gate = group.closeGate(LIMIT)) {
                gate.change(code(version), CHANGE, LIMIT);
                if (version % 10 != 0) { // every tenth is given up
                    gate.commit();
                    given++;
                }
            }
        }
        running.set(false);
        long calls = 0;
        for (Future<Long> client : work) {
            calls += client.get(30, TimeUnit.SECONDS);
        }
        long ticks = 0;
        for (int i = 0; i < SERVERS; i++) {
            Count count = (Count) engine.named("s" + i).call("read");
            ticks += count.ticks();
            assertThat(count.changes()).isEqualTo(given);
        }
        assertThat(ticks).isEqualTo(calls).isGreaterThan(SWAPS);
    }

    private void awaitCalls(long count) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (done.sum() < count) {
            assertThat(deadline - System.nanoTime()).as("time left for calls").isPositive();
            Thread.onSpinWait();
        }
    }

    /** Calls each server in turn, some of them through another one; and casts numbers to one of its own, in order. */
    private long load(int self, AtomicBoolean running) {
        long calls = 0;
        long number = 0;
        ServerRef own = engine.named("s" + (SERVERS - 1 - self));
        while (running.get()) {
            int target = (int) ((calls + self) % SERVERS);
            ServerRef server = engine.named("s" + target);
            Object request = calls % 3 == 0 ? new Relay(engine.named("s" + (target + 1) % SERVERS)) : new Tick();
            own.cast(new Numbered(number++));
            server.call(request, LIMIT);
            calls++;
            done.increment();
        }
        return calls;
    }
}
