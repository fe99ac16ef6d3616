/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.server.CallFailedException;
import dev.twofold.server.ExitReason;
import dev.twofold.server.NameTakenException;
import dev.twofold.server.ServerRef;
import dev.twofold.server.StartFailedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The end of a server at the worst moment, many times. */
class EndRaceTest extends PuppetStage {

    private static final int ROUNDS = 20_000;
    private static final Duration TIME = Duration.ofMillis(500);

    /** Does it again and again, until the rounds or the time are used up. */
    private interface Round {
        void run(int number) throws Exception;
    }

    private static void repeat(Round round) throws Exception {
        Deadline end = Deadline.in(TIME);
        for (int number = 0; number < ROUNDS && !end.hasPassed(); number++) {
            round.run(number);
        }
    }

    /** Does it in another thread until the future is asked for its result. */
    private Future<?> meanwhile(AtomicBoolean going, Runnable action) {
        return clients.submit(() -> {
            while (going.get()) {
                action.run();
            }
        });
    }

    @Test
    void answersEachCallWhenKilled() throws Exception {
        List<Future<?>> killers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String name = "doomed" + i;
            killers.add(clients.submit(() -> {
                repeat(number -> killWithCallsWaiting(name));
                return null;
            }));
        }
        for (Future<?> killer : killers) {
            killer.get(30, TimeUnit.SECONDS);
        }
    }

    private void killWithCallsWaiting(String name) throws Exception {
        ServerRef server = start(name);
        List<CompletableFuture<Object>> calls = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            calls.add(server.sendRequest("x").toCompletableFuture());
        }
        spin(ThreadLocalRandom.current().nextInt(3_000));
        kill(server);
        for (CompletableFuture<Object> call : calls) {
            try {
                assertThat(call.get(10, TimeUnit.SECONDS)).isEqualTo("x");
            } catch (ExecutionException answered) {
                assertThat(answered).hasCauseInstanceOf(CallFailedException.class);
            }
        }
    }

    @Test
    void handlesNothingBeforeInit() throws Exception {
        AtomicBoolean going = new AtomicBoolean(true);
        List<Future<?>> senders = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            senders.add(meanwhile(going, () -> engine.whereis("a").ifPresent(server -> {
                server.cast("early");
                while (server.isAlive() && going.get()) {
                    Thread.onSpinWait();
                }
            })));
        }
        repeat(number -> kill(start("a")));
        going.set(false);
        for (Future<?> sender : senders) {
            sender.get(10, TimeUnit.SECONDS);
        }
        assertThat(puppet.beforeInit).hasValue(0);
    }

    @Test
    void leavesNoEndedServerInItsGroup() throws Exception {
        AtomicBoolean going = new AtomicBoolean(true);
        Future<?> killer = meanwhile(going, () -> engine.whereis("a").ifPresent(PuppetStage::kill));
        repeat(number -> {
            try {
                start("a");
            } catch (StartFailedException | NameTakenException tooLateOrTooEarly) {
                spin(number % 100);
            }
        });
        going.set(false);
        killer.get(10, TimeUnit.SECONDS);
        engine.whereis("a").ifPresent(PuppetStage::kill);
        assertThat(group.members()).isEmpty();
        assertThat(engine.servers()).isEmpty();
    }

    @Test
    void tellsMonitorsWhenTheNameIsFree() throws Exception {
        AtomicInteger tooEarly = new AtomicInteger();
        puppet.onInfo = down -> {
            if (engine.whereis("watched").isPresent()) {
                tooEarly.incrementAndGet();
            }
            puppet.infos.add(down);
        };
        ServerRef watcher = start("watcher");
        repeat(number -> {
            ServerRef watched = start("watched");
            watcher.cast(Puppet.act(context -> context.monitor(watched)));
            spin(number % 300);
            kill(watched);
            assertThat(puppet.infos.poll(10, TimeUnit.SECONDS)).as("Down").isNotNull();
        });
        assertThat(tooEarly).hasValue(0);
    }

    @Test
    void givesTheNameOfAnEndedServerAway() throws Exception {
        repeat(number -> {
            ServerRef server = start("a");
            Future<Boolean> killed = clients.submit(() -> kill(server));
            while (server.isAlive()) {
                Thread.onSpinWait();
            }
            kill(start("a"));
            assertThat(killed.get(10, TimeUnit.SECONDS)).isTrue();
        });
    }

    @Test
    void leavesNoServerInAnUnloadedModule() throws Exception {
        repeat(number -> {
            group.load(code("1"));
            AtomicBoolean go = new AtomicBoolean();
            Future<?> starting = clients.submit(() -> {
                while (!go.get()) {
                    Thread.onSpinWait();
                }
                return engine.start(spec());
            });
            go.set(true);
            spin(number % 400);
            group.unload(ExitReason.SHUTDOWN, LONG);
            try {
                starting.get(10, TimeUnit.SECONDS);
            } catch (ExecutionException refused) {
                assertThat(refused).hasCauseInstanceOf(StartFailedException.class);
            }
            assertThat(group.members()).isEmpty();
        });
    }

    @Test
    void countsWithoutFailingWhileServersEnd() throws Exception {
        AtomicBoolean going = new AtomicBoolean(true);
        List<Code<?>> wanted = List.copyOf(group.codes().values());
        Future<?> counting = meanwhile(going, () -> assertThat(group.running(wanted)).isNotNegative());
        repeat(number -> kill(start("a")));
        going.set(false);
        counting.get(10, TimeUnit.SECONDS);
    }
}
