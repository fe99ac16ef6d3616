/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.server.ExitReason;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** An engine with a group of {@link Puppet}s, and threads to pull the strings. */
@Timeout(60)
abstract class PuppetStage {

    /** For what is expected to happen. */
    static final Duration LONG = Duration.ofSeconds(10);

    /** Longer than a {@code long} of nanoseconds. */
    static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    final Engine engine = new Engine();
    final ServerGroup group = engine.group("stage");
    final Puppet puppet = new Puppet();
    final ExecutorService clients = Executors.newCachedThreadPool();

    /** Callbacks that block wait for it; the test's end releases them in any case. */
    final CountDownLatch release = new CountDownLatch(1);

    @BeforeEach
    void loadCode() {
        group.load(code("1"));
    }

    @AfterEach
    void stop() {
        release.countDown();
        clients.shutdownNow();
        engine.close();
    }

    final Map<String, Code<?>> code(String version) {
        return Map.of("puppet", new Code<>("stage", version, "puppet", puppet));
    }

    static ServerSpec spec() {
        return ServerSpec.of("stage", "puppet");
    }

    final ServerRef start(String name) {
        return engine.start(spec().named(name));
    }

    static boolean kill(ServerRef server) {
        return ((Server) server).end(ExitReason.KILLED);
    }

    static int waiting(ServerRef server) {
        return ((Server) server).info().queueLength();
    }

    /** Sends a callback into the server that says when it is there and stays until {@link #release}. */
    final void occupy(ServerRef server) throws InterruptedException {
        CountDownLatch entered = new CountDownLatch(1);
        server.cast(Puppet.act(context -> {
            entered.countDown();
            return awaitRelease();
        }));
        assertReached(entered);
    }

    /** For callbacks. */
    final boolean awaitRelease() throws InterruptedException {
        return release.await(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    static void assertReached(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(LONG.toSeconds(), TimeUnit.SECONDS)).as("latch reached").isTrue();
    }

    static void await(String what, BooleanSupplier condition) {
        Deadline deadline = Deadline.in(LONG);
        while (!condition.getAsBoolean()) {
            assertThat(deadline.hasPassed()).as("waited too long until " + what).isFalse();
            LockSupport.parkNanos(20_000);
        }
    }

    static StateChange changing(UnaryOperator<String> state, UnaryOperator<String> message) {
        return new StateChange() {
            @Override
            public Object state(Code<?> from, Code<?> to, Object old) {
                return old instanceof String text ? state.apply(text) : old;
            }

            @Override
            public Object message(Object old) {
                return old instanceof String text ? message.apply(text) : old;
            }
        };
    }

    static StateChange keeping() {
        return changing(UnaryOperator.identity(), UnaryOperator.identity());
    }

    /** Lets a little time pass, another one each round, so that races meet in different places. */
    static void spin(int turns) {
        for (int left = turns; left > 0; left--) {
            Thread.onSpinWait();
        }
    }
}
