/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.supervisor;

import java.time.Duration;

/** How a child is stopped. */
public sealed interface Shutdown {

    /** {@link #after} 5 seconds for a server, {@link #INFINITY} for a supervisor. */
    Shutdown DEFAULT = new ByType();

    /** It is killed at once. */
    Shutdown BRUTAL_KILL = new BrutalKill();

    /** It is asked to end, and waited for. */
    Shutdown INFINITY = new Infinity();

    /** What is usual for the type of the child. */
    record ByType() implements Shutdown {
    }

    /** An exit signal {@code kill}. */
    record BrutalKill() implements Shutdown {
    }

    /**
     * An exit signal {@code shutdown}, and {@code kill} if that was not enough.
     *
     * @param limit how long the child may take, not negative
     */
    record After(Duration limit) implements Shutdown {

        /** Checks that the limit is not negative. */
        public After {
            if (limit.isNegative()) {
                throw new IllegalArgumentException("invalid_shutdown: the limit is negative: " + limit);
            }
        }
    }

    /** An exit signal {@code shutdown}. */
    record Infinity() implements Shutdown {
    }

    /**
     * It is asked to end, and killed if it has not ended in time.
     *
     * @param limit how long it may take, not negative
     * @return how it is stopped
     */
    static Shutdown after(Duration limit) {
        return new After(limit);
    }
}
