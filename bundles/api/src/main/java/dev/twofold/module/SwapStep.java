/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.module;

import java.util.Locale;

/** The steps of an operation on a module, in the order in which they may come. */
public enum SwapStep {
    /** The jar is copied and its manifest read. */
    ACCEPT,
    /** The oldest revision leaves the framework. */
    MAKE_ROOM,
    /** The revision is installed, started and waited for until it is complete. */
    LOAD,
    /** The servers that belong to the module are started, when it is loaded for the first time. */
    START,
    /** What the change needs is looked up. */
    CHECK,
    /** What can be done while nobody waits, such as to look for a moment in which no callback runs that takes long. */
    PREPARE,
    /** The servers come to rest; from here to {@link #COMMIT} calls wait. */
    GATE,
    /** New states are made. */
    CHANGE,
    /** The new revision becomes current. */
    COMMIT,
    /** The revision that was current is stopped. */
    RETIRE,
    /** The old slot is emptied. */
    PURGE,
    /** The module is removed. */
    UNLOAD;

    /** The name as an operator reads it, such as {@code make room}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
