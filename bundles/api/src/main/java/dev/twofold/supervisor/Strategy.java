/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.supervisor;

import java.util.Locale;

/** Which children a supervisor starts again when one has ended that must not be missing. */
public enum Strategy {

    /** Only that one. */
    ONE_FOR_ONE,

    /** The others are stopped, the last one first, and all are started in order. */
    ONE_FOR_ALL,

    /** Those after it are stopped, the last one first; it and they are started in order. */
    REST_FOR_ONE,

    /**
     * Only that one, of any number of children of one kind that are started by hand. They have no ids, are known by their
     * references, and are stopped all at once.
     */
    SIMPLE_ONE_FOR_ONE;

    /** The name as in OTP, such as {@code one_for_one}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
