/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

/**
 * What every callback but {@link GenServer#init} and {@link GenServer#terminate} may return: go on with
 * {@link NoReply}, or {@link Stop}.
 *
 * @param <S> the state
 */
public sealed interface Next<S> extends Answer<S> permits NoReply, Stop {
}
