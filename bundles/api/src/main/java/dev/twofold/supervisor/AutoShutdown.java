/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.supervisor;

import java.util.Locale;

/**
 * Whether a supervisor ends, with {@code shutdown}, when significant children have ended by themselves and are not started
 * again.
 */
public enum AutoShutdown {

    /** No: there must be no significant children. */
    NEVER,

    /** When one of them has ended. */
    ANY_SIGNIFICANT,

    /** When the last one of them has ended. */
    ALL_SIGNIFICANT;

    /** The name as in OTP, such as {@code any_significant}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
