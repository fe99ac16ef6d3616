/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

/** An author's code change has not made a state. Holds text only; the text tells all. */
final class CodeChangeException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    CodeChangeException(String text) {
        super(text);
    }
}
