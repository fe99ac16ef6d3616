/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import java.util.concurrent.TimeUnit;

/** How long a live view goes on: zero seconds are without end. */
final class Timer {

    private static final long WITHOUT_END = Long.MAX_VALUE;

    private final long start = System.nanoTime();
    private final long limit;

    Timer(Seconds seconds) {
        limit = Seconds.given(seconds).number() == 0 ? WITHOUT_END : Seconds.duration(seconds).toNanos();
    }

    boolean isOver() {
        return left() <= 0;
    }

    /** Milliseconds until the end, at most a period. */
    long left(long period) {
        return Math.min(period, TimeUnit.NANOSECONDS.toMillis(left()) + 1);
    }

    private long left() {
        return limit == WITHOUT_END ? WITHOUT_END : limit - (System.nanoTime() - start);
    }
}
