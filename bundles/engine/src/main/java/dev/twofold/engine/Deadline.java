/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.time.Duration;

/** A moment after which nobody waits any more. Limits of any length are possible. */
final class Deadline {

    static final Duration LONGEST = Duration.ofDays(36_500);

    private final long at;

    private Deadline(long at) {
        this.at = at;
    }

    static Deadline in(Duration limit) {
        return new Deadline(System.nanoTime() + nanos(limit));
    }

    boolean hasPassed() {
        return left() <= 0;
    }

    /** Nanoseconds, negative when it has passed. */
    long left() {
        return at - System.nanoTime();
    }

    /** A limit in nanoseconds; one of more than a hundred years counts as that. */
    static long nanos(Duration limit) {
        return limit.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : limit.toNanos();
    }
}
