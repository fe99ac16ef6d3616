/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

import java.time.Duration;
import java.util.Objects;

/**
 * Goes on without answering: OTP's {@code {noreply, State}}. After a call, {@link From#reply} answers later.
 *
 * @param state the next state
 * @param after what to do when this message is done
 * @param <S> the state
 */
public record NoReply<S>(S state, After after) implements Next<S> {

    /** Checks that {@code after} is given. */
    public NoReply {
        Objects.requireNonNull(after, "after");
    }

    /**
     * Goes on with the next message.
     *
     * @param state the next state
     */
    public NoReply(S state) {
        this(state, After.NOTHING);
    }

    /**
     * The same, but {@link Timeout} follows if no message arrives in time. The next message, whichever it is, ends the wait;
     * {@link ServerContext#sendAfter} is for what has to come in any case.
     *
     * @param limit how long to wait
     * @return the result with a limit
     */
    public NoReply<S> withTimeout(Duration limit) {
        return new NoReply<>(state, After.timeout(limit));
    }
}
