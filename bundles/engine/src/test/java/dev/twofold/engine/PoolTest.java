/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.server.ExitReason;
import dev.twofold.server.NoReply;
import dev.twofold.server.ServerRef;
import dev.twofold.server.Stop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Threads for all, whatever some servers do with theirs. */
class PoolTest extends PuppetStage {

    private static final int THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());
    private static final int MANY = 2 * THREADS;

    private List<ServerRef> startMany(String name) {
        List<ServerRef> servers = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            servers.add(start(name + i));
        }
        return servers;
    }

    private static CompletableFuture<Object> request(ServerRef server, Puppet.Act act) {
        return server.sendRequest(act).toCompletableFuture();
    }

    private void assertOthersRun() {
        assertThat(start("other").call("hello", LONG)).isEqualTo("hello");
    }

    @Test
    void givesEachServerItsTurnWhileOthersNeverPause() {
        AtomicBoolean running = new AtomicBoolean(true);
        Puppet.Act[] again = new Puppet.Act[1];
        again[0] = context -> {
            if (running.get()) {
                context.self().cast(again[0]);
            }
            return "again";
        };
        ServerRef other = start("other");
        startMany("busy").forEach(busy -> busy.cast(again[0]));
        try {
            for (int i = 0; i < 5; i++) {
                assertThat(other.call(i, LONG)).isEqualTo(i);
            }
        } finally {
            running.set(false);
        }
    }

    @Test
    void runsOthersWhileManyWaitForReplies() throws Exception {
        ServerRef silent = start("silent");
        CountDownLatch asked = new CountDownLatch(MANY);
        Object defer = Puppet.step((state, context) -> {
            asked.countDown();
            return new NoReply<>(state);
        });
        startMany("waiting").forEach(server -> server.cast(Puppet.act(context -> silent.call(defer, LONG))));
        assertReached(asked);
        occupy(start("occupied"));
        assertOthersRun();
    }

    @Test
    void runsOthersWhileManyCallbacksBlock() {
        startMany("blocked").forEach(server -> server.cast(Puppet.act(context -> awaitRelease())));
        assertOthersRun();
        release.countDown();
    }

    /** While all wait nobody has to look after them; those that go on have not been woken by the pool. */
    @Test
    void runsOthersWhileCallbacksBlockThatHaveWaitedForLong() throws Exception {
        ScheduledThreadPoolExecutor timers = Threads.timers();
        ServerPool pool = new ServerPool(timers);
        CountDownLatch waiting = new CountDownLatch(THREADS);
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(THREADS);
        CountDownLatch done = new CountDownLatch(1);
        try {
            for (int i = 0; i < THREADS; i++) {
                pool.execute(() -> {
                    waitRegistered(pool, waiting, goOn);
                    blocked.countDown();
                    waitUnregistered(done);
                });
            }
            assertReached(waiting);
            await("nobody looks after them", () -> timers.getQueue().isEmpty() && timers.getActiveCount() == 0);
            goOn.countDown();
            assertReached(blocked);

            pool.execute(done::countDown);

            assertReached(done);
        } finally {
            goOn.countDown();
            done.countDown();
            pool.close(Deadline.in(LONG));
            timers.shutdownNow();
        }
    }

    @Test
    void wakesThreadsWhenAllIsThereThatIsHandedInInOneGo() throws Exception {
        AtomicInteger threads = new AtomicInteger();
        ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1) {
            @Override
            public void execute(Runnable made) {
                threads.incrementAndGet();
                super.execute(made);
            }
        };
        ServerPool pool = new ServerPool(timers);
        CountDownLatch done = new CountDownLatch(MANY);
        try {
            assertThatThrownBy(() -> pool.inOneGo(() -> {
                for (int i = 0; i < MANY; i++) {
                    pool.execute(done::countDown);
                }
                assertThat(threads).hasValue(0);
                throw new IllegalStateException("at its end");
            })).hasMessage("at its end");

            assertReached(done);
        } finally {
            pool.close(Deadline.in(LONG));
            timers.shutdownNow();
        }
    }

    @Test
    void wakesThreadsForOthersWhileSomebodyHandsInInOneGo() throws Exception {
        ScheduledThreadPoolExecutor timers = Threads.timers();
        ServerPool pool = new ServerPool(timers);
        CountDownLatch done = new CountDownLatch(1);
        try {
            pool.inOneGo(() -> {
                CompletableFuture.runAsync(() -> pool.execute(done::countDown));
                waitUnregistered(done);
            });

            assertThat(done.getCount()).isZero();
        } finally {
            pool.close(Deadline.in(LONG));
            timers.shutdownNow();
        }
    }

    private static void waitRegistered(ServerPool pool, CountDownLatch there, CountDownLatch until) {
        try {
            pool.blocking(() -> {
                there.countDown();
                assertReached(until);
            });
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private static void waitUnregistered(CountDownLatch until) {
        try {
            assertReached(until);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Test
    void runsOthersWhileCallbacksWaitForAStop() throws Exception {
        CountDownLatch together = new CountDownLatch(MANY);
        List<CompletableFuture<Object>> replies = new ArrayList<>();
        for (ServerRef server : startMany("stopping")) {
            ServerRef doomed = start("doomed by " + server.name());
            replies.add(request(server, context -> {
                together.countDown();
                assertReached(together);
                engine.sys().stop(doomed, ExitReason.NORMAL, LONG);
                return "stopped";
            }));
        }
        for (CompletableFuture<Object> reply : replies) {
            assertThat(reply.get(10, TimeUnit.SECONDS)).isEqualTo("stopped");
        }
    }

    @Test
    void answersThroughAChainOf600Servers() {
        List<ServerRef> chain = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            chain.add(start("link" + i));
        }
        assertThat(ask(chain)).isEqualTo("end of the chain");
    }

    private static Object ask(List<ServerRef> chain) {
        List<ServerRef> rest = chain.subList(1, chain.size());
        return chain.get(0).call(Puppet.act(context -> rest.isEmpty() ? "end of the chain" : ask(rest)), LONG);
    }

    @Test
    void putsTheContextLoaderBackAfterEachTurn() {
        ServerRef next = start("next");
        for (int i = 0; i < 100; i++) {
            start("rude").call(Puppet.step((state, context) -> {
                Thread.currentThread().setContextClassLoader(new ClassLoader("left behind", null) {});
                return new Stop<>(ExitReason.NORMAL, (Object) "bye", state);
            }));
            assertThat(next.call(Puppet.act(context -> Thread.currentThread().getContextClassLoader())))
                    .isSameAs(Engine.class.getClassLoader());
            await("the name is free", () -> engine.whereis("rude").isEmpty());
        }
    }
}
