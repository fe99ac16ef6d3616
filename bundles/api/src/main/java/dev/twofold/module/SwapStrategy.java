/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.module;

/** How the servers of a module go from one revision to the other. */
public enum SwapStrategy {
    /** All at once, behind a gate: nobody sees servers of both revisions, and a failure changes none. */
    ATOMIC,
    /**
     * One after the other, each behind a gate of its own. Both revisions serve for a while; where it fails, the servers that
     * have gone over stay there, the others stay where they were.
     */
    ROLLING,
    /**
     * New servers run the new revision, the others stay on the one before until they end; then that one is purged. Who runs
     * the oldest revision is never killed for it, whatever the {@link PurgePolicy} says.
     */
    DRAIN
}
