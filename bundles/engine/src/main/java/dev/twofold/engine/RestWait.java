/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.util.concurrent.locks.LockSupport;

/**
 * Waits in small steps for callbacks to return. At first it only lets others go before: one whose callback would return at
 * once may have been kept from it by this thread, and a sleep, however short, takes several times as long. Used by one thread.
 */
final class RestWait {

    private static final int YIELDS = 16;
    private static final long POLL_NANOS = 20_000;

    private int steps;

    /**
     * One step.
     *
     * @param blocker what a thread dump shows to be waited for
     */
    void step(Object blocker) {
        if (steps < YIELDS) {
            steps++;
            Thread.yield();
        } else {
            LockSupport.parkNanos(blocker, POLL_NANOS);
        }
    }
}
