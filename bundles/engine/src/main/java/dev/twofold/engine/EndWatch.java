/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits for the end of a server. */
final class EndWatch {

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Runnable action = ended::countDown;
    private final Server server;

    EndWatch(Server server) {
        this.server = server;
        server.onEnd(action);
    }

    /** Whether the server has ended within the limit; {@code false} too if the thread is interrupted, which it stays. */
    boolean await(Deadline deadline) {
        try {
            server.engine().pool().blocking(() -> ended.await(deadline.left(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (ended.getCount() > 0) {
            server.notOnEnd(action);
        }
        return ended.getCount() == 0;
    }
}
