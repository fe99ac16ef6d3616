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
    private final long gatedBefore;

    EndWatch(Server server) {
        this.server = server;
        this.gatedBefore = server.group().gatedNanos();
        server.onEnd(action);
    }

    /**
     * Whether the server has ended within the limit, to which time behind its gate does not count; {@code false} too if the
     * thread is interrupted, which it stays.
     */
    boolean await(Deadline deadline) {
        try {
            server.engine().pool().blocking(() -> park(deadline));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (ended.getCount() > 0) {
            server.notOnEnd(action);
        }
        return ended.getCount() == 0;
    }

    private void park(Deadline deadline) throws InterruptedException {
        for (long left = left(deadline); left > 0 && !ended.await(left, TimeUnit.NANOSECONDS);) {
            left = left(deadline);
        }
    }

    private long left(Deadline deadline) {
        return deadline.left() + server.group().gatedNanos() - gatedBefore;
    }
}
