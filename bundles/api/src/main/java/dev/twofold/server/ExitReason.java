/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

import java.util.Objects;
import java.util.Optional;

/**
 * Why a server has ended, or why it could not be called. Holds text only, so that a reason that is kept never keeps the
 * code that failed.
 *
 * @param text the reason as OTP names it, such as {@code normal} or {@code killed}, or any text
 * @param failure what was thrown, if the reason is an exception
 */
public record ExitReason(String text, Optional<Failure> failure) {

    /** An ordinary end. */
    public static final ExitReason NORMAL = of("normal");

    /** An end that was asked for. */
    public static final ExitReason SHUTDOWN = of("shutdown");

    /** Ended from outside, without {@link GenServer#terminate}. */
    public static final ExitReason KILLED = of("killed");

    /** There is no such server. */
    public static final ExitReason NOPROC = of("noproc");

    /** There was no reply in time. */
    public static final ExitReason TIMEOUT = of("timeout");

    /** A server cannot call itself. */
    public static final ExitReason CALLING_SELF = of("calling_self");

    /** {@link GenServer#init} does not want a server. */
    public static final ExitReason IGNORE = of("ignore");

    /** Checks that text and failure are given. */
    public ExitReason {
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(failure, "failure");
    }

    /**
     * A reason without a failure.
     *
     * @param text the reason
     * @return the reason
     */
    public static ExitReason of(String text) {
        return new ExitReason(text, Optional.empty());
    }

    /**
     * A failure as reason; only its texts are kept.
     *
     * @param thrown what was thrown
     * @return the reason
     */
    public static ExitReason of(Throwable thrown) {
        Failure failure = Failure.of(thrown);
        return new ExitReason(failure.summary(), Optional.of(failure));
    }

    /**
     * Whether a log should call this an error: anything but {@code normal} and {@code shutdown}.
     *
     * @return {@code true} for an abnormal end
     */
    public boolean isAbnormal() {
        return !equals(NORMAL) && !equals(SHUTDOWN);
    }

    /** The text alone. */
    @Override
    public String toString() {
        return text;
    }
}
