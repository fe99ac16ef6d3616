/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

import java.time.Duration;
import java.util.Objects;

/**
 * Answers a call and goes on: OTP's {@code {reply, Reply, State}}.
 *
 * @param value what the caller gets; may be {@code null}
 * @param state the next state
 * @param after what to do when this message is done
 * @param <S> the state
 */
public record Reply<S>(Object value, S state, After after) implements Answer<S> {

    /** Checks that {@code after} is given. */
    public Reply {
        Objects.requireNonNull(after, "after");
    }

    /**
     * Answers and waits for the next message.
     *
     * @param value what the caller gets
     * @param state the next state
     */
    public Reply(Object value, S state) {
        this(value, state, After.NOTHING);
    }

    /**
     * The same, but {@link Timeout} follows if no message arrives in time. The next message, whichever it is, ends the wait;
     * {@link ServerContext#sendAfter} is for what has to come in any case.
     *
     * @param limit how long to wait
     * @return the answer with a limit
     */
    public Reply<S> withTimeout(Duration limit) {
        return new Reply<>(value, state, After.timeout(limit));
    }
}
