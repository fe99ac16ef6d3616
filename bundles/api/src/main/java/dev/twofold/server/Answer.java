/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

/**
 * What {@link GenServer#handleCall} returns: a {@link Reply}, or a {@link Next} when the reply comes later or never.
 *
 * @param <S> the state
 */
public sealed interface Answer<S> permits Reply, Next {
}
