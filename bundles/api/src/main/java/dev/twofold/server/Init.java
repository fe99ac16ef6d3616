/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

import java.util.Objects;

/**
 * What {@link GenServer#init} returns.
 *
 * @param <S> the state
 */
public sealed interface Init<S> {

    /**
     * The server runs.
     *
     * @param state the first state
     * @param after what to do first
     * @param <S> the state
     */
    record Ok<S>(S state, After after) implements Init<S> {

        /** Checks that {@code after} is given. */
        public Ok {
            Objects.requireNonNull(after, "after");
        }
    }

    /**
     * There will be no server, and that is no failure: it ends with {@code normal}.
     *
     * @param <S> the state
     */
    record Ignore<S>() implements Init<S> {
    }

    /**
     * The start fails.
     *
     * @param reason why
     * @param <S> the state
     */
    record Refuse<S>(ExitReason reason) implements Init<S> {

        /** Checks that the reason is given. */
        public Refuse {
            Objects.requireNonNull(reason, "reason");
        }
    }

    /**
     * OTP's {@code {ok, State}}.
     *
     * @param state the first state
     * @param <S> the state
     * @return the server runs
     */
    static <S> Init<S> ok(S state) {
        return new Ok<>(state, After.NOTHING);
    }

    /**
     * OTP's {@code {ok, State, Timeout}} and {@code {ok, State, {continue, What}}}.
     *
     * @param state the first state
     * @param after what to do first
     * @param <S> the state
     * @return the server runs
     */
    static <S> Init<S> ok(S state, After after) {
        return new Ok<>(state, after);
    }

    /**
     * OTP's {@code ignore}.
     *
     * @param <S> the state
     * @return no server
     */
    static <S> Init<S> ignore() {
        return new Ignore<>();
    }

    /**
     * OTP's {@code {stop, Reason}}.
     *
     * @param reason why
     * @param <S> the state
     * @return no server
     */
    static <S> Init<S> stop(ExitReason reason) {
        return new Refuse<>(reason);
    }
}
