/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

import java.util.Objects;
import java.util.Optional;

/**
 * Ends the server: OTP's {@code {stop, Reason, State}} and {@code {stop, Reason, Reply, State}}. With a reply,
 * {@link GenServer#terminate} runs first and the reply is sent then, even if it fails. Without one, the caller gets the
 * reason.
 *
 * @param reason why the server ends
 * @param answer the reply to the call that is being handled, if any
 * @param state the last state
 * @param <S> the state
 */
public record Stop<S>(ExitReason reason, Optional<Object> answer, S state) implements Next<S> {

    /** Checks that reason and answer are given. */
    public Stop {
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(answer, "answer");
    }

    /**
     * Ends the server without a reply.
     *
     * @param reason why
     * @param state the last state
     */
    public Stop(ExitReason reason, S state) {
        this(reason, Optional.empty(), state);
    }

    /**
     * Ends the server and answers the call.
     *
     * @param reason why
     * @param reply what the caller gets, not {@code null}
     * @param state the last state
     */
    public Stop(ExitReason reason, Object reply, S state) {
        this(reason, Optional.of(reply), state);
    }
}
