/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.manager.internal.Bounded.InVainException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BoundedTest {

    private static final Duration LONG = Duration.ofHours(1);

    private final Bounded bounded = new Bounded();

    @AfterEach
    void close() {
        bounded.close();
    }

    @Test
    void givesUpACallThatWaitsForItsOwnCaller() throws Exception {
        CountDownLatch caller = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);

        assertThatThrownBy(() -> bounded.runUnless(() -> true, "the start", LONG, () -> await(caller, interrupted)))
                .isInstanceOf(InVainException.class);

        assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(bounded.<String>runUnless(() -> false, "the next one", LONG, () -> "done")).isEqualTo("done");
    }

    private static boolean await(CountDownLatch caller, CountDownLatch interrupted) {
        try {
            caller.await();
            return true;
        } catch (InterruptedException givenUp) {
            interrupted.countDown();
            return false;
        }
    }

    @Test
    void waitsForACallForAsLongAsThatHelps() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        CountDownLatch looked = new CountDownLatch(3);

        assertThat(bounded.<Boolean>runUnless(() -> {
            looks.incrementAndGet();
            looked.countDown();
            return false;
        }, "the start", LONG, () -> await(looked, new CountDownLatch(1)))).isTrue();

        assertThat(looks.get()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void refusesACallThatTakesTooLongAndSaysWhereItWas() {
        CountDownLatch never = new CountDownLatch(1);

        assertThatThrownBy(() -> bounded.runUnless(() -> false, "the start", Duration.ofMillis(50), () -> await(never,
                new CountDownLatch(1)))).isInstanceOf(RefusedException.class).hasMessageContaining(
                        "the start did not return within 50 ms", "BoundedTest");
    }

    @Test
    void lastsUntilABundleHasGoneAndIsThereAgainAtOnce() throws Exception {
        Thread first = bounded.run("a start", LONG, true, Thread::currentThread);
        assertThat(bounded.<Thread>run("a stop", LONG, true, Thread::currentThread)).isSameAs(first);

        bounded.renew();

        first.join(LONG.toMillis());
        Thread second = bounded.run("the next start", LONG, true, Thread::currentThread);
        assertThat(second).isNotSameAs(first);
        assertThat(bounded.<Thread>run("its stop", LONG, true, Thread::currentThread)).isSameAs(second);
    }

    @Test
    void startsNoThreadWhenItIsClosed() throws Exception {
        bounded.close();
        bounded.renew();

        Thread only = bounded.run("a late stop", LONG, true, Thread::currentThread);

        only.join(LONG.toMillis());
        assertThat(only.isAlive()).isFalse();
    }
}
