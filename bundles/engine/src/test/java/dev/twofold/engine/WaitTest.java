/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.server.After;
import dev.twofold.server.ExitReason;
import dev.twofold.server.Init;
import dev.twofold.server.NoReply;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import dev.twofold.server.ServerStatus;
import dev.twofold.server.Timeout;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Waits with limits that are very short, very long or over. */
class WaitTest extends PuppetStage {

    /** The second one is just representable, but not as a moment. */
    static Duration[] veryLong() {
        return new Duration[] { FOREVER, Duration.ofNanos(Long.MAX_VALUE) };
    }

    @ParameterizedTest
    @MethodSource("veryLong")
    void startsAServerThatWaitsForever(Duration limit) {
        Object waiting = Puppet.birth(() -> Init.ok("waiting", After.timeout(limit)));
        ServerRef server = engine.start(ServerSpec.of("stage", "puppet").named("a").with(waiting)
                .initWithin(limit));
        assertThat(server.call(Puppet.step((state, context) -> new Reply<>(1, state).withTimeout(limit)), limit))
                .isEqualTo(1);
        assertThat(server.call("state", LONG)).isEqualTo("waiting");
    }

    @ParameterizedTest
    @MethodSource("veryLong")
    void suspendsAndStopsWithoutAnEndOfPatience(Duration limit) throws Exception {
        ServerRef server = start("a");
        occupy(server);
        Future<?> suspending = clients.submit(() -> engine.sys().suspend(server, limit));
        await("it is suspended", () -> ((Server) server).info().status() == ServerStatus.SUSPENDED);
        assertThat(suspending).isNotDone();
        release.countDown();
        suspending.get(10, TimeUnit.SECONDS);
        engine.sys().stop(server, ExitReason.NORMAL, limit);
        assertThat(server.isAlive()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("veryLong")
    void closesTheGateAndUnloadsWithoutAnEndOfPatience(Duration limit) {
        start("a");
        try (Gate gate = group.closeGate(limit)) {
            gate.change(code("2"), keeping(), limit);
            gate.commit();
        }
        assertThat(engine.servers()).extracting("version").containsExactly("2");
        assertThat(group.unload(ExitReason.SHUTDOWN, limit)).isZero();
    }

    /** The mailbox holds a message that starts the zero wait and, behind it, the time-out of an earlier wait. */
    @Test
    void firesAZeroTimeoutBehindAStaleOne() throws Exception {
        ServerRef server = start("a");
        CountDownLatch entered = new CountDownLatch(1);
        server.cast(Puppet.step((state, context) -> {
            entered.countDown();
            awaitRelease();
            return new NoReply<>(state, After.timeout(Duration.ofMillis(1)));
        }));
        assertReached(entered);
        Future<?> suspending = clients.submit(() -> engine.sys().suspend(server, LONG));
        await("it is suspended", () -> ((Server) server).info().status() == ServerStatus.SUSPENDED);
        server.cast(Puppet.step((state, context) -> new NoReply<>(state, After.timeout(Duration.ZERO))));
        release.countDown();
        suspending.get(10, TimeUnit.SECONDS);
        await("the first wait is over", () -> waiting(server) == 2);
        engine.sys().resume(server);
        assertThat(puppet.infos.poll(10, TimeUnit.SECONDS)).isEqualTo(Timeout.TIMEOUT);
        assertThat(server.call("state", LONG)).isEqualTo("new");
        assertThat(puppet.infos).isEmpty();
    }

    @Test
    void leavesNoTimerOfAWaitThatIsOver() throws Exception {
        ServerRef server = start("a");
        for (int i = 0; i < 100; i++) {
            server.call(Puppet.step((state, context) -> new Reply<>(1, state).withTimeout(Duration.ofHours(1))), LONG);
        }
        assertThat(server.call("no more waits", LONG)).isEqualTo("no more waits");
        assertThat(timers().getQueue()).hasSizeLessThan(5);
    }

    private ScheduledThreadPoolExecutor timers() throws ReflectiveOperationException {
        var field = Engine.class.getDeclaredField("timers");
        field.setAccessible(true);
        return (ScheduledThreadPoolExecutor) field.get(engine);
    }
}
