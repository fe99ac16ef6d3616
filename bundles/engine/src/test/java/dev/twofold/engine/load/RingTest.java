/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.engine.Gate;
import dev.twofold.engine.ServerGroup;
import dev.twofold.engine.load.Ring.Hop;
import dev.twofold.engine.load.Ring.Note;
import dev.twofold.engine.load.Ring.Shape;
import dev.twofold.server.ServerRef;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rings of servers under full load come to rest every time. */
@Timeout(120)
class RingTest {

    private static final int GATES = 300;
    private static final int CLIENTS = 2;

    private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);

    @AfterEach
    void stop() {
        clients.shutdownNow();
    }

    @ParameterizedTest
    @EnumSource
    void comesToRestEveryTime(Shape shape) throws Exception {
        try (Ring ring = new Ring(shape)) {
            List<Future<?>> work = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                work.add(clients.submit(() -> call(ring)));
            }
            for (int number = 0; number < GATES; number++) {
                awaitHops(ring, number);
                ServerGroup group = ring.groups().get(number % 2);
                try (Gate gate = group.closeGate(Ring.LONG)) {
                    ring.closed(group);
                    World.linger(1_000);
                    ring.closed(null);
                    assertThat(gate.size()).isEqualTo(group.running(group.codes().values()));
                }
            }
            ring.halt();
            for (Future<?> client : work) {
                client.get(30, TimeUnit.SECONDS);
            }
            assertThat(ring.faults()).isEmpty();
        }
    }

    /** It has got going again since the last gate. */
    private static void awaitHops(Ring ring, int number) {
        int before = ring.hops();
        long end = System.nanoTime() + Ring.LONG.toNanos();
        while (ring.hops() < before + number % 8) {
            assertThat(System.nanoTime() - end).as("the ring has stopped").isNegative();
            World.pause(20);
        }
    }

    /** Clients from outside do the same at any place. */
    private static void call(Ring ring) {
        int[] sent = new int[ring.entrances().size()];
        Object self = Thread.currentThread();
        while (ring.isGoing()) {
            int place = ThreadLocalRandom.current().nextInt(sent.length);
            ServerRef server = ring.entrances().get(place);
            int number = ++sent[place];
            server.cast(new Note(self, number));
            Object reply = server.call(new Hop(self, number), Ring.LONG);
            if (!Integer.valueOf(number).equals(reply)) {
                ring.fault("the reply to " + number + " is " + reply);
            }
        }
    }
}
