/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

/**
 * Somebody has typed a name that there is not, or other words than a command takes. A prompt shows what the exception is as
 * text: here that is its message.
 */
final class WrongNameException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    WrongNameException(String message) {
        super(message);
    }

    WrongNameException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public String toString() {
        return getMessage();
    }
}
