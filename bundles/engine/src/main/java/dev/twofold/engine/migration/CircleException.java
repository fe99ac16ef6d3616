/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

/** A walk has met a value inside of itself, and has to be done again with the circles known. Never leaves the package. */
final class CircleException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CircleException() {
        super("a value holds itself", null, false, false);
    }
}
