/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

import java.time.Instant;
import java.util.Objects;

/**
 * Something that happened in a server: OTP's debug event. Text only, so that it may be kept.
 *
 * @param at when
 * @param kind what
 * @param text the message, reply or reason as text, shortened if it is long
 */
public record SysEvent(Instant at, Kind kind, String text) {

    /** What happened. */
    public enum Kind {
        /** A call, cast or other message was taken from the queue. */
        IN,
        /** A call was answered with a {@link Reply}. */
        OUT,
        /** A callback returned {@link NoReply}. */
        NOREPLY,
        /** A callback asked to be continued. */
        CONTINUE,
        /** The server ends. */
        TERMINATE
    }

    /** Checks that all is given. */
    public SysEvent {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(text, "text");
    }
}
