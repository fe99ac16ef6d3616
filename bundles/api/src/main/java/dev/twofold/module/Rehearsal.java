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
 * What a load would do, found out on the live system without doing it; see {@link ModuleManager#rehearse}. Holds no object of
 * any revision.
 *
 * @param module symbolic name, or the file's name if it is no module
 * @param from the revision that is current
 * @param to the revision of the jar
 * @param started when it started
 * @param took how long it took
 * @param reason why the load would be refused, empty if nothing stands in its way
 * @param types what would become of servers, by server type
 * @param failures servers that cannot go over; the first {@value #MOST_FAILURES} of them, {@link #types} counts all
 * @param losses servers that would not get back what they have if the load were taken back, with what would be lost or why
 *     there is no way back; the first {@value #MOST_FAILURES} of them. They do not stand in its way
 * @param differences where states differ between the two revisions
 * @param starts names of the servers that would be started
 * @param purged the revision that would leave the old slot
 * @param warnings what should be known besides
 */
public record Rehearsal(String module, Optional<RevisionId> from, Optional<RevisionId> to, Instant started,
        Duration took,
        String reason, List<Type> types, List<Failure> failures, List<Failure> losses,
        List<StateDifference> differences, List<String> starts,
        Optional<RevisionId> purged, List<String> warnings) {

    /** So many servers are named at most. */
    public static final int MOST_FAILURES = 100;

    /** Checks that everything is given and copies the lists. */
    public Rehearsal {
        Objects.requireNonNull(module, "module");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(started, "started");
        Objects.requireNonNull(took, "took");
        Objects.requireNonNull(reason, "reason");
        types = List.copyOf(types);
        failures = failures.stream().limit(MOST_FAILURES).toList();
        losses = losses.stream().limit(MOST_FAILURES).toList();
        differences = List.copyOf(differences);
        starts = List.copyOf(starts);
        Objects.requireNonNull(purged, "purged");
        warnings = List.copyOf(warnings);
    }

    /**
     * Whether the load would be done, as far as can be known: what happens between the rehearsal and the load counts, too.
     *
     * @return {@code true} if nothing stands in its way
     */
    public boolean feasible() {
        return reason.isEmpty();
    }

    /**
     * The servers of one type.
     *
     * @param type the server type
     * @param converts how many would go over
     * @param fails how many cannot
     * @param untried for how many there was no time
     * @param stays how many would be left where they are
     * @param messages how many messages wait for them and would go over, too
     * @param making how long making their states took, as the sum over the servers
     * @param longestHold for how long one of them was held at most
     */
    public record Type(String type, int converts, int fails, int untried, int stays, int messages, Duration making,
            Duration longestHold) {

        /** Checks that everything is given. */
        public Type {
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(making, "making");
            Objects.requireNonNull(longestHold, "longestHold");
        }
    }

    /**
     * A server that cannot go over, or back.
     *
     * @param server its name
     * @param type its server type
     * @param reason why, with the path of what does not fit or is lost, or the place where the server hangs
     */
    public record Failure(String server, String type, String reason) {

        /** Checks that everything is given. */
        public Failure {
            Objects.requireNonNull(server, "server");
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(reason, "reason");
        }
    }
}
