/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

import java.time.Duration;
import java.util.Objects;

/** What a server does when a callback has returned, before it takes its next message. */
public sealed interface After {

    /** Waits for the next message. */
    After NOTHING = new Nothing();

    /** Waits for the next message. */
    record Nothing() implements After {
    }

    /**
     * Sends {@link Timeout} to {@link GenServer#handleInfo} if no message arrives within the limit; any message ends the
     * wait for good. A limit of zero fires only if no message waits already.
     *
     * @param limit how long to wait, not negative
     */
    record WithTimeout(Duration limit) implements After {

        /** Checks that the limit is not negative. */
        public WithTimeout {
            if (limit.isNegative()) {
                throw new IllegalArgumentException("timeout is negative: " + limit);
            }
        }
    }

    /**
     * Calls {@link GenServer#handleContinue} before any message that waits already.
     *
     * @param what the value to pass on
     */
    record Continue(Object what) implements After {

        /** Checks that the value is given. */
        public Continue {
            Objects.requireNonNull(what, "what");
        }
    }

    /** Waits for the next message and lets go of what can be made again. */
    record Hibernate() implements After {
    }

    /**
     * OTP's {@code hibernate}. An idle server has no stack and no heap of its own here, so this does little; it is there
     * for those who translate code.
     *
     * @return wait for the next message
     */
    static After hibernate() {
        return new Hibernate();
    }

    /**
     * OTP's time-out in a return value. The next message ends the wait; {@link ServerContext#sendAfter} is for what has to
     * come in any case.
     *
     * @param limit how long to wait, not negative
     * @return a wait with a limit
     */
    static After timeout(Duration limit) {
        return new WithTimeout(limit);
    }

    /**
     * OTP's {@code {continue, What}}.
     *
     * @param what the value to pass on
     * @return go on at once
     */
    static After continueWith(Object what) {
        return new Continue(what);
    }
}
