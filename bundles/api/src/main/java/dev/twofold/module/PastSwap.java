/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.module;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * An operation of the past, as the journal in the data folder has kept it.
 *
 * @param module symbolic name
 * @param outcome how it ended
 * @param from the revision that was current before; after a purge ({@link Outcome#PURGED}) the one that was removed, which
 *     older versions have not written down
 * @param to the revision that it was about; empty after a purge, since what was current still is
 * @param lastStep the step it came to; empty if it did not begin any
 * @param servers how many servers were changed
 * @param started when it started
 * @param took how long it took; zero if it was interrupted
 * @param requestedBy who had asked, empty if that is not known
 * @param reason why it was refused, why there was nothing to do or what came of the interruption, cut off if it is long;
 *     empty otherwise
 */
public record PastSwap(String module, Outcome outcome, Optional<RevisionId> from, Optional<RevisionId> to,
        Optional<SwapStep> lastStep, int servers, Instant started, Duration took, String requestedBy, String reason) {

    /** So many are kept for a module. */
    public static final int MOST_KEPT = 100;

    /** Checks that everything is given. */
    public PastSwap {
        Objects.requireNonNull(module, "module");
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(lastStep, "lastStep");
        Objects.requireNonNull(started, "started");
        Objects.requireNonNull(took, "took");
        Objects.requireNonNull(requestedBy, "requestedBy");
        Objects.requireNonNull(reason, "reason");
    }
}
