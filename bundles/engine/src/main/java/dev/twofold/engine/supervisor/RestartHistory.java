/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.supervisor;

import dev.twofold.supervisor.SupervisorSpec;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

/** When a supervisor has started children again, as far back as it counts. */
final class RestartHistory {

    /** With more restarts than that within the period there are pauses between tries that fail. */
    static final int STORM = 100;

    private final Queue<Long> moments;

    RestartHistory() {
        this(new ArrayDeque<>());
    }

    private RestartHistory(Queue<Long> moments) {
        this.moments = moments;
    }

    RestartHistory copy() {
        return new RestartHistory(new ArrayDeque<>(moments));
    }

    /** Adds a restart; whether there may be so many. */
    boolean allows(SupervisorSpec flags, long now) {
        long period = nanos(flags.period());
        while (!moments.isEmpty() && now - moments.element() > period) {
            moments.remove();
        }
        moments.add(now);
        return moments.size() <= flags.intensity();
    }

    /** Whether there were so many restarts that those that fail would do nothing but keep a processor busy. */
    boolean isStorm() {
        return moments.size() > STORM;
    }

    /** A period of centuries is as good as none. */
    private static long nanos(Duration period) {
        try {
            return period.toNanos();
        } catch (ArithmeticException tooLong) {
            return Long.MAX_VALUE;
        }
    }
}
