/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How threads wait for each other that are about to get what they wait for, without going to sleep. Many of them make room
 * for each other again and again. Few keep their processors: who makes room for another program waits for milliseconds, and is
 * let in at once if it goes to sleep instead.
 *
 * <p>For all threads.
 */
final class Spin {

    private static final int SPINS = 100;
    private static final int ROUNDS = 8;

    private final int processors = Runtime.getRuntime().availableProcessors();
    private final AtomicInteger clients = new AtomicInteger();
    private final AtomicInteger workers;

    /** @param workers the number of threads that clients wait for */
    Spin(AtomicInteger workers) {
        this.workers = workers;
    }

    /** Whether there is a processor for the one that is waited for. */
    boolean pays() {
        return processors > 1;
    }

    /** Whether it is done after a moment, for a client. */
    boolean await(Request request) {
        if (!pays()) {
            return false;
        }
        clients.incrementAndGet();
        try {
            for (int round = 0; round < ROUNDS; round++) {
                for (int left = SPINS; left > 0; left--) {
                    if (request.isDone()) {
                        return true;
                    }
                    Thread.onSpinWait();
                }
                makeRoom();
            }
            return request.isDone();
        } finally {
            clients.decrementAndGet();
        }
    }

    /** To the one waited for, if it is on the same processor. */
    void makeRoom() {
        if (clients.get() + workers.get() > processors + 1) {
            Thread.yield();
        }
    }
}
