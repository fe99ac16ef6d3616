/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.module;

/**
 * Topics and properties of what Twofold sends to the Event Admin, if there is one. The properties
 * {@code bundle.symbolicName}, {@code bundle.version}, {@code timestamp} and {@code message} are those of the Event Admin
 * specification. Values are texts, numbers and {@link org.osgi.framework.Version}; what is not known is left out.
 */
public final class SwapEvents {

    /** Topics of operations, for a filter. */
    public static final String SWAPS = "dev/twofold/Swap/*";

    /** An operation has begun. */
    public static final String STARTED = "dev/twofold/Swap/STARTED";

    /** An operation is done, or there was nothing to do: see {@link #OUTCOME}. */
    public static final String COMPLETED = "dev/twofold/Swap/COMPLETED";

    /** An operation was refused; {@code message} says why. */
    public static final String FAILED = "dev/twofold/Swap/FAILED";

    /** A module has gone back to its old revision, which is not of a higher version; otherwise it is {@link #COMPLETED}. */
    public static final String ROLLED_BACK = "dev/twofold/Swap/ROLLED_BACK";

    /** Topics of revisions, for a filter. */
    public static final String REVISIONS = "dev/twofold/Revision/*";

    /** A revision has got a slot. */
    public static final String RESIDENT = "dev/twofold/Revision/RESIDENT";

    /** A revision has left its slot for good. */
    public static final String PURGED = "dev/twofold/Revision/PURGED";

    /** Nothing is left of a revision. */
    public static final String COLLECTED = "dev/twofold/Revision/COLLECTED";

    /** Name of an {@link Outcome}. */
    public static final String OUTCOME = "twofold.outcome";

    /** Version of the revision that was current before, as a {@code Version}. */
    public static final String FROM = "twofold.from";

    /** Version of the revision that the operation is about, as a {@code Version}. */
    public static final String TO = "twofold.to";

    /** SHA-256 of the revision, in hexadecimal. */
    public static final String HASH = "twofold.sha256";

    /** How many servers were changed, as an {@code Integer}. */
    public static final String SERVERS = "twofold.servers";

    /** How long the operation took, in milliseconds, as a {@code Long}. */
    public static final String DURATION = "twofold.duration.ms";

    /** How long calls were held back, in milliseconds, as a {@code Long}. */
    public static final String GATED = "twofold.gated.ms";

    /** Who has asked. */
    public static final String REQUESTED_BY = "twofold.requested.by";

    private SwapEvents() {}
}
