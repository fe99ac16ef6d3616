/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.deploy.internal;

/** What became of a file that was handed to the manager. Stored by name: do not rename. */
enum Standing {
    /** The manager took it. */
    TAKEN,
    /** It was refused, by the manager or because it is a downgrade. */
    REFUSED,
    /** It could not be read, because it is no jar or not complete yet: it is tried again as soon as it can be read. */
    UNREADABLE,
    /** The manager refused it, but perhaps for something that is only missing yet: it is tried again. */
    WAITING,
    /** The manager did not answer in time. */
    UNANSWERED,
    /** Not handed over, because a higher version of a new module lay beside it. */
    PASSED_OVER,
    /** Its module was unloaded, because the jar of the current revision was deleted. */
    UNLOADED;

    boolean isRefused() {
        return this == REFUSED || this == UNREADABLE || this == WAITING;
    }
}
