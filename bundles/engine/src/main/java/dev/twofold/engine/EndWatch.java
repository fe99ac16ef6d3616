/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits for the end of a server. */
final class EndWatch {

    private final CountDownLatch ended = new CountDownLatch(1);

    EndWatch(Server server) {
        server.onEnd(ended::countDown);
    }

    /** Whether the server has ended within the limit; {@code false} too if the thread is interrupted, which it stays. */
    boolean await(Duration limit) {
        try {
            return ended.await(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
