/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.module;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What an operation did. Holds no object of any revision.
 *
 * @param module symbolic name, or the file's name if it is no module
 * @param outcome how it ended
 * @param from the revision that was current before
 * @param to the revision that it was about
 * @param purged the revision that left the old slot
 * @param servers how many servers were changed, or started if the module was loaded for the first time, or ended by a purge
 * @param started when it started
 * @param steps what took how long, in order, what was done in several parts after each other as one; a step that failed is the
 *     last one
 * @param gated how long calls were held back; of a rolling upgrade, how long those of one server were at most
 * @param reason why it was refused and what to do, or why there was nothing to do; empty otherwise
 * @param changes what became of single servers, {@value #MOST_CHANGES} of them: those first that were not changed
 * @param differences where the states and declared messages of server types differ; the first {@value #MOST_DIFFERENCES} places
 * @param warnings what went well but should be known
 * @param requestedBy who has asked, empty if that is not known
 */
public record SwapReport(String module, Outcome outcome, Optional<RevisionId> from, Optional<RevisionId> to,
        Optional<RevisionId> purged, int servers, Instant started, List<Timing> steps, Duration gated, String reason,
        List<ServerChange> changes, List<StateDifference> differences, List<String> warnings, String requestedBy) {

    /** So many servers are named at most; {@link #servers} counts all of them. */
    public static final int MOST_CHANGES = 100;

    /** So many places are named at most. */
    public static final int MOST_DIFFERENCES = 100;

    /** Checks that everything is given and copies the lists. */
    public SwapReport {
        Objects.requireNonNull(module, "module");
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(purged, "purged");
        Objects.requireNonNull(started, "started");
        steps = List.copyOf(steps);
        Objects.requireNonNull(gated, "gated");
        Objects.requireNonNull(reason, "reason");
        changes = changes.stream().limit(MOST_CHANGES).toList();
        differences = differences.stream().limit(MOST_DIFFERENCES).toList();
        warnings = List.copyOf(warnings);
        Objects.requireNonNull(requestedBy, "requestedBy");
    }

    /**
     * Whether the operation was refused.
     *
     * @return {@code true} if nothing has changed
     */
    public boolean refused() {
        return outcome == Outcome.REFUSED;
    }

    /**
     * Time from start to end.
     *
     * @return the sum of the steps
     */
    public Duration duration() {
        return steps.stream().map(Timing::took).reduce(Duration.ZERO, Duration::plus);
    }

    /**
     * Whether the operation came as far as a step.
     *
     * @param step the step
     * @return {@code true} if it was begun
     */
    public boolean reached(SwapStep step) {
        return steps.stream().anyMatch(timing -> timing.step() == step);
    }

    /**
     * How long a step took.
     *
     * @param step the step
     * @param took its time
     */
    public record Timing(SwapStep step, Duration took) {

        /** Checks that both are given. */
        public Timing {
            Objects.requireNonNull(step, "step");
            Objects.requireNonNull(took, "took");
        }
    }
}
