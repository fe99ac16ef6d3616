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

    /** As an exit signal: ends a server at once, whether it traps exits or not; others see {@link #KILLED}. */
    public static final ExitReason KILL = of("kill");

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

    /** There is no room for another message. */
    public static final ExitReason MAILBOX_FULL = of("mailbox_full");

    private static final String SHUTDOWN_DETAIL = "shutdown: ";

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
     * An end that was asked for, with details: OTP's {@code {shutdown, Term}}.
     *
     * @param detail more about it
     * @return the reason
     */
    public static ExitReason shutdown(String detail) {
        return of(SHUTDOWN_DETAIL + detail);
    }

    /**
     * Whether a log should call this an error, and a transient child be started again: anything but {@code normal} and
     * {@code shutdown}, with or without details.
     *
     * @return {@code true} for an abnormal end
     */
    public boolean isAbnormal() {
        boolean asked = text.equals(NORMAL.text) || text.equals(SHUTDOWN.text) || text.startsWith(SHUTDOWN_DETAIL);
        return failure.isPresent() || !asked;
    }

    /** The text alone. */
    @Override
    public String toString() {
        return text;
    }
}
