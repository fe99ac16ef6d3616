/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.supervisor;

import java.util.Locale;

/** When a child that has ended by itself is started again. */
public enum Restart {

    /** Always. */
    PERMANENT,

    /**
     * After an abnormal end, see {@link dev.twofold.server.ExitReason#isAbnormal}. After another one its specification
     * stays, without a process.
     */
    TRANSIENT,

    /** Never; its specification is forgotten when it has ended. */
    TEMPORARY;

    /** The name as in OTP, such as {@code permanent}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
