/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class WorkerTest {

    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Test
    void looksAtOnceAndWhenItIsWoken() throws Exception {
        Semaphore looks = new Semaphore(0);
        Worker worker = new Worker(() -> {
            looks.release();
            return LONG;
        }, LONG);
        worker.start();
        assertThat(looks.tryAcquire(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        worker.wake();
        assertThat(looks.tryAcquire(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(worker.stop(LIMIT)).isTrue();
    }

    @Test
    void looksAgainAfterTheTimeThatTheLookAskedFor() throws Exception {
        CountDownLatch looks = new CountDownLatch(3);
        Worker worker = new Worker(() -> {
            looks.countDown();
            return Duration.ofMillis(1);
        }, LONG);
        worker.start();
        assertThat(looks.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(worker.stop(LIMIT)).isTrue();
    }

    @Test
    void goesOnAfterALookThatFailed() throws Exception {
        CountDownLatch looks = new CountDownLatch(2);
        Worker worker = new Worker(() -> {
            looks.countDown();
            throw new IllegalStateException("expected by the test");
        }, Duration.ofMillis(1));
        worker.start();
        assertThat(looks.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(worker.stop(LIMIT)).isTrue();
    }

    @Test
    void stopsALookThatWaits() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        Worker worker = new Worker(() -> {
            started.countDown();
            try {
                new CountDownLatch(1).await(LONG.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                interrupted.set(true);
                throw e;
            }
            return LONG;
        }, LONG);
        worker.start();
        assertThat(started.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(worker.stop(LIMIT)).isTrue();
        assertThat(interrupted).isTrue();
    }
}
