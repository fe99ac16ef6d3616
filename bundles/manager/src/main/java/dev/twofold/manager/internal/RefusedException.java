/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

/** An operation cannot be done; the message tells the operator why and what to do. Whoever throws it has undone its part. */
final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    RefusedException(String why) {
        super(why);
    }
}
