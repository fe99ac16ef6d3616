/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.code;

/** Which way a module goes. */
public enum Direction {
    /** To a revision that was loaded. */
    UPGRADE,
    /** Back to the revision in the old slot. */
    ROLLBACK
}
