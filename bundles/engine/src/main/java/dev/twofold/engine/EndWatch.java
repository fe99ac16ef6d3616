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

    /** Whether the server has ended within the limit; {@code false} too if the thread is interrupted, which it stays. */
    boolean await(Deadline deadline) {
        return await(() -> ended.await(deadline.left(), TimeUnit.NANOSECONDS));
    }

    /**
     * The same where time behind the gate does not count, if the server has been there: what it is asked to do has to wait.
     * It does not excuse one that is busy while the gate waits for it.
     */
    boolean awaitUngated(Deadline deadline) {
        return await(() -> park(deadline));
    }

    private boolean await(ServerPool.Wait wait) {
        try {
            server.engine().pool().blocking(wait);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (ended.getCount() > 0) {
            server.notOnEnd(action);
        }
        return ended.getCount() == 0;
    }

    private void park(Deadline deadline) throws InterruptedException {
        boolean gated = false;
        for (long left = deadline.left(); left > 0 && !ended.await(left, TimeUnit.NANOSECONDS);) {
            gated |= server.has(StatusWord.GATED);
            left = deadline.left() + (gated ? server.group().gatedNanos() - gatedBefore : 0);
        }
    }
}
