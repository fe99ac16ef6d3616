/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.otp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A place in a callback where it stays until the test lets it go on. */
final class Pause {

    private static final long LIMIT_SECONDS = 20;

    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    /** For the callback. */
    void enter() throws InterruptedException {
        entered.countDown();
        assertThat(released.await(LIMIT_SECONDS, TimeUnit.SECONDS)).as("the pause was released").isTrue();
    }

    void awaitEntered() throws InterruptedException {
        assertThat(entered.await(LIMIT_SECONDS, TimeUnit.SECONDS)).as("a callback has reached the pause").isTrue();
    }

    void release() {
        released.countDown();
    }
}
