/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.twofold.server.ServerRef;
import dev.twofold.server.StartFailedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No thread keeps a module whose servers it has run: neither the pool's, nor the timers', nor those of clients. */
class ThreadPinTest extends PinStage {

    private static final Duration SHORT = Duration.ofMillis(20);
    private static final int MANY = 20;

    private final ExecutorService client = Executors.newSingleThreadExecutor();

    @AfterEach
    void stopClient() {
        client.shutdownNow();
    }

    private void inClient(Callable<?> task) throws Exception {
        client.submit(task).get(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @EnumSource
    void leavesWhatServersHaveLeftInThePool(Ending ending) throws Exception {
        assertForgotten(ending, module -> onManyThreads(module, "patient", "litter", MANY));
    }

    @Test
    void runsOnlySurvivorsAfterwards() throws Exception {
        assertForgotten(Ending.KILL, module -> onManyThreads(module, "patient", "litter", MANY));
        assertThat(start("survivor").call("hello", LONG)).isEqualTo("hello");
    }

    /** The threads are busy when the module goes, and were made because callbacks of the module sent and blocked. */
    @Test
    void isMadeForCallbacksThatBlock() throws Exception {
        CountDownLatch entered = new CountDownLatch(MANY);
        Object busy = Puppet.act(context -> {
            entered.countDown();
            return awaitRelease();
        });
        List<ServerRef> survivors = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            survivors.add(start("survivor" + i));
        }
        assertForgotten(Ending.KILL, module -> {
            List<CountDownLatch> hanging = new ArrayList<>();
            for (ServerRef survivor : survivors) {
                ServerRef server = engine.start(spec("patient"));
                server.call(module.message("cast", new Object[] { survivor, busy }), LONG);
                hanging.add(hang(module, server));
            }
            assertReached(entered);
            hanging.forEach(CountDownLatch::countDown);
        });
    }

    @Test
    void returnsLaterToABlockedCallbackThatHasMadeALitter() throws Exception {
        CountDownLatch[] hanging = new CountDownLatch[1];
        var loader = used(module -> {
            ServerRef server = engine.start(spec("patient"));
            server.call(module.message("litter"), LONG);
            hanging[0] = hang(module, server);
            end(module, Ending.KILL);
        });
        engine.forgetRemovedCode();
        hanging[0].countDown();
        assertCollected(loader);
    }

    // ---- threads of clients

    @ParameterizedTest
    @EnumSource
    void lentItselfToAServer(Ending ending) throws Exception {
        ClassLoader before = new ClassLoader("of the client", null) {};
        inClient(() -> {
            Thread.currentThread().setContextClassLoader(before);
            return true;
        });
        assertForgotten(ending, module -> {
            inClient(() -> {
                ServerRef server = engine.start(spec("lender"));
                ServerRef next = engine.start(spec("lender"));
                assertThat(server.call(module.message("hello"), LONG)).isEqualTo("hello");
                server.cast(module.message("hello"));
                server.sendRequest(module.message("hello"));
                return catchThrowable(() -> next.call(module.message("crash"), LONG)) == null;
            });
            inClient(() -> {
                assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
                return true;
            });
        });
    }

    @Test
    void lentItselfThroughTheServerOfAnother() throws Exception {
        assertForgotten(Ending.KILL, module -> inClient(() -> {
            ServerRef first = engine.start(spec("lender").with(module.message("nothing")));
            ServerRef survivor = start("survivor");
            survivor.call(Puppet.act(context -> first.call(module.message("hello"), LONG)), LONG);
            return first.call(module.message("ask", survivor), LONG);
        }));
    }

    @ParameterizedTest
    @ValueSource(strings = { "patient", "lender" })
    void waitedForACallbackThatWasKilled(String type) throws Exception {
        assertForgotten(Ending.KILL, module -> {
            ServerRef server = engine.start(spec(type));
            CountDownLatch entered = new CountDownLatch(1);
            CountDownLatch hanging = new CountDownLatch(1);
            var asking = client.submit(() -> catchThrowable(() -> server
                    .call(module.message("hang", new CountDownLatch[] { entered, hanging }), LONG)).toString());
            assertReached(entered);
            kill(server);
            hanging.countDown();
            kept.add(asking.get(10, TimeUnit.SECONDS));
        });
        assertThat(kept.get(0)).asString().contains("killed");
    }

    /** A task that a callback has handed to a client's thread. */
    @ParameterizedTest
    @EnumSource
    void ranAWrappedTask(Ending ending) throws Exception {
        Callable<Object> neutral = () -> "worked";
        assertForgotten(ending, module -> {
            List<Object> tasks = new ArrayList<>();
            ServerRef server = engine.start(spec("patient"));
            server.call(module.message("wrap own", tasks), LONG);
            server.cast(module.message("wrap own", tasks));
            server.call(module.message("wrap", new Object[] { neutral, kept }), LONG);
            for (Object task : tasks) {
                inClient((Callable<?>) task);
            }
            inClient((Callable<?>) kept.get(0));
        });
        assertThat(kept).hasSize(1);
    }

    @Test
    void hasAWrappedTaskOfACastThatItRanLongAgo() throws Exception {
        Callable<Object> neutral = () -> "worked";
        assertForgotten(Ending.KILL, module -> {
            ServerRef server = engine.start(spec("patient"));
            server.cast(module.message("wrap", new Object[] { neutral, kept }));
            await("it is wrapped", () -> !kept.isEmpty());
            inClient((Callable<?>) kept.get(0));
        });
    }

    // ---- timers

    @ParameterizedTest
    @EnumSource
    void waitsForTheTimeoutOfAServer(Ending ending) throws Exception {
        assertForgotten(ending, module -> {
            for (String type : new String[] { "patient", "lender" }) {
                ServerRef server = engine.start(spec(type));
                assertThat(server.call(module.message("wait"), LONG)).isEqualTo("waiting");
                kept.add(server);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void waitsForTheLimitOfAStart(Ending ending) throws Exception {
        assertForgotten(ending, module -> {
            for (String what : new String[] { "start", "crash", "nothing" }) {
                var spec = spec("patient").with(module.message(what, spec("plain"))).initWithin(Duration.ofHours(1));
                CompletableFuture<ServerRef> started = engine.startAsync(spec).toCompletableFuture();
                await("the start is over", started::isDone);
                kept.add(started);
            }
        });
    }

    @Test
    void startsAServerThatIsKilledMeanwhile() throws Exception {
        assertForgotten(Ending.KILL, module -> {
            CountDownLatch entered = new CountDownLatch(1);
            CountDownLatch hanging = new CountDownLatch(1);
            Object hang = module.message("hang", new CountDownLatch[] { entered, hanging });
            kept.add(engine.startAsync(spec("patient").with(hang).initWithin(Duration.ofHours(1))));
            assertReached(entered);
            pinned.members().forEach(PuppetStage::kill);
            hanging.countDown();
        });
    }

    /** The initialisation returns when the module has gone. */
    @Test
    void startsAServerForTooLong() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        var loader = used(module -> {
            Object hang = module.message("hang", new CountDownLatch[] { new CountDownLatch(1), hanging });
            Throwable late = catchThrowable(() -> engine.start(spec("patient").with(hang).initWithin(SHORT)));
            assertThat(late).isInstanceOf(StartFailedException.class).hasMessageContaining("timeout");
            kept.add(late);
            CompletableFuture<ServerRef> async = engine.startAsync(spec("patient").with(hang).initWithin(SHORT))
                    .toCompletableFuture();
            await("it has not started", async::isCompletedExceptionally);
            kept.add(async);
            end(module, Ending.KILL);
        });
        engine.forgetRemovedCode();
        hanging.countDown();
        assertCollected(loader);
    }
}
