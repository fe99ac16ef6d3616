/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

/**
 * A callback does not know a message: OTP's {@code function_clause}. Thrown by callbacks; it ends the server. Holds the
 * message's text, not the message.
 */
public class UnknownMessageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * A message that no branch takes.
     *
     * @param message the message
     */
    public UnknownMessageException(Object message) {
        super("unknown message " + message + " of type " + message.getClass().getName());
    }
}
