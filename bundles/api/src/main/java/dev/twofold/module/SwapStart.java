/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.module;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * An operation that has begun.
 *
 * @param module symbolic name
 * @param from the revision that is current
 * @param to the revision that it is about
 * @param started when it started
 * @param requestedBy who has asked, empty if that is not known
 */
public record SwapStart(String module, Optional<RevisionId> from, Optional<RevisionId> to, Instant started,
        String requestedBy) {

    /** Checks that everything is given. */
    public SwapStart {
        Objects.requireNonNull(module, "module");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(started, "started");
        Objects.requireNonNull(requestedBy, "requestedBy");
    }
}
