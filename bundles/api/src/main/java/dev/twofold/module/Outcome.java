/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.module;

/** How an operation on a module ended. */
public enum Outcome {
    /** The revision is current; servers that ran before, if any, stay on the one before it. */
    LOADED,
    /** The revision is current, and the servers run it; its version is not lower than that of the one before. */
    UPGRADED,
    /** The revision is current, and the servers run it; its version is lower, and it was not in the old slot. */
    DOWNGRADED,
    /** The revision is current, and the servers go over to it with the states that they have, without any code change. */
    REDEFINED,
    /** The revision of the old slot is current again, and its version is not higher than that of the one before. */
    ROLLED_BACK,
    /** The old slot is empty. */
    PURGED,
    /** There is no current revision any more; the one that was is old, and its servers go on. */
    DELETED,
    /** Somebody has taken its bundle away, and its servers have ended; both slots are as they were. */
    STOPPED,
    /** The module is gone. */
    UNLOADED,
    /** There was nothing to do. */
    UNCHANGED,
    /** It was not done, and nothing has changed. */
    REFUSED,
    /** The platform went down before it ended; only in a {@linkplain ModuleManager#history history}. */
    INTERRUPTED
}
