/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.server.CallTimeoutException;
import dev.twofold.server.NoReply;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Gates, suspensions and messages of all kinds at once. */
class GateRaceTest extends PuppetStage {

    private static final int ROUNDS = 20_000;
    private static final Duration SHORT = Duration.ofMillis(5);
    private static final Object COUNTING = Puppet.step((state, context) -> new Reply<>("counted", (Integer) state + 1));

    private final AtomicBoolean going = new AtomicBoolean(true);
    private final List<Future<?>> work = new ArrayList<>();

    private interface Action {
        void run() throws Exception;
    }

    private void meanwhile(Action action) {
        work.add(clients.submit(() -> {
            while (going.get()) {
                action.run();
            }
            return null;
        }));
    }

    private void repeat(Duration time, Action action) throws Exception {
        Deadline end = Deadline.in(time);
        for (int left = ROUNDS; left > 0 && !end.hasPassed(); left--) {
            action.run();
        }
        going.set(false);
        for (Future<?> task : work) {
            task.get(30, TimeUnit.SECONDS);
        }
    }

    private static int random(int bound) {
        return ThreadLocalRandom.current().nextInt(bound);
    }

    @Test
    void losesAndDoublesNothingWhenSuspendedAndGated() throws Exception {
        ServerRef[] servers = { engine.start(spec().with(0)), engine.start(spec().with(0)) };
        AtomicInteger sent = new AtomicInteger();
        for (int client = 0; client < 2; client++) {
            meanwhile(() -> {
                send(servers);
                sent.incrementAndGet();
            });
        }
        meanwhile(() -> {
            ServerRef server = servers[random(2)];
            try {
                engine.sys().suspend(server, SHORT);
            } catch (CallTimeoutException busy) {
                assertThat(busy.server()).isEqualTo(server.name());
            }
            engine.sys().resume(server);
        });
        repeat(Duration.ofSeconds(1), () -> {
            try (Gate gate = group.closeGate(SHORT)) {
                gate.change(code("2"), keeping(), LONG);
                gate.commit();
            } catch (GateTimeoutException busy) {
                assertThat(busy).hasMessageContaining("5 ms");
            }
        });
        int counted = 0;
        for (ServerRef server : servers) {
            counted += (Integer) server.call("state", LONG);
        }
        assertThat(counted).isEqualTo(sent.get()).isPositive();
    }

    private static void send(ServerRef[] servers) {
        ServerRef to = servers[random(2)];
        switch (random(3)) {
            case 0 -> to.cast(Puppet.step((state, context) -> new NoReply<>((Integer) state + 1)));
            case 1 -> to.call(COUNTING, LONG);
            default -> servers[0].call(Puppet.act(context -> servers[1].call(COUNTING, LONG)), LONG);
        }
    }

    @Test
    void runsNothingBehindTheGateWhenServersSendRequestsToEachOther() throws Exception {
        ServerRef[] servers = new ServerRef[6];
        for (int i = 0; i < servers.length; i++) {
            servers[i] = start("s" + i);
        }
        AtomicBoolean closed = new AtomicBoolean();
        AtomicInteger behind = new AtomicInteger();
        Puppet.Act[] hop = new Puppet.Act[1];
        hop[0] = context -> {
            if (closed.get()) {
                behind.incrementAndGet();
            }
            if (random(40) != 0) {
                servers[random(servers.length)].sendRequest(hop[0]);
            }
            if (closed.get()) {
                behind.incrementAndGet();
            }
            return "hopped";
        };
        meanwhile(() -> {
            servers[0].sendRequest(hop[0]);
            LockSupport.parkNanos(20_000);
        });
        repeat(Duration.ofMillis(500), () -> {
            try (Gate gate = group.closeGate(LONG)) {
                closed.set(true);
                spin(2_000);
                closed.set(false);
                assertThat(gate.size()).isEqualTo(servers.length);
            }
        });
        assertThat(behind).hasValue(0);
    }
}
