/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a server is doing, in one word that is changed by compare-and-set only. {@code SCHEDULED}: it has been handed to
 * the pool or runs. {@code RUNNING}: a pool thread owns it. {@code SUSPENDED}: it handles system messages only.
 * {@code GATED}: it handles admitted requests only. {@code SEALED}: not even these. {@code ENDED}: for good.
 */
final class StatusWord {

    static final int SCHEDULED = 1;
    static final int RUNNING = 2;
    static final int SUSPENDED = 4;
    static final int GATED = 8;
    static final int SEALED = 16;
    static final int ENDED = 32;

    private final AtomicInteger word = new AtomicInteger();

    boolean has(int bit) {
        return (word.get() & bit) != 0;
    }

    /** Sets a bit; {@code false} if it was set already or the server has ended. */
    boolean set(int bit) {
        for (int now = word.get();; now = word.get()) {
            if ((now & (bit | ENDED)) != 0) {
                return false;
            }
            if (word.compareAndSet(now, now | bit)) {
                return true;
            }
        }
    }

    void clear(int bits) {
        for (int now = word.get();; now = word.get()) {
            if (word.compareAndSet(now, now & ~bits)) {
                return;
            }
        }
    }

    /** From scheduled to running; if the server may not run now it is no longer scheduled. */
    boolean tryRun(boolean pastGate) {
        for (int now = word.get();; now = word.get()) {
            boolean mayRun = (now & ENDED) == 0 && ((now & GATED) == 0 || (now & SEALED) == 0 && pastGate);
            if (word.compareAndSet(now, mayRun ? now | RUNNING : now & ~SCHEDULED)) {
                return mayRun;
            }
        }
    }
}
