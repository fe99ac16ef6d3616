/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.runtime.demo;

/** The runtime did not do what it should; the message says what that was. */
public class RuntimeFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * A failure.
     *
     * @param message what was expected, and what came
     */
    public RuntimeFailedException(String message) {
        super(message);
    }

    /**
     * A failure with a cause.
     *
     * @param message what was expected
     * @param cause why it did not come
     */
    public RuntimeFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
