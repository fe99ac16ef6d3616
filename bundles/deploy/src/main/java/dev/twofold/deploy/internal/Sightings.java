/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.deploy.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Since when files have not changed, and since when others have been missing. For the worker's thread only. */
final class Sightings {

    private final Map<String, Sighting> present = new HashMap<>();
    private final Map<String, Instant> missing = new HashMap<>();

    /**
     * A file as it was seen last.
     *
     * @param stamp its size and time
     * @param since when it got them, as far as can be told
     * @param seen when it was first seen with them
     */
    private record Sighting(Stamp stamp, Instant since, Instant seen) {
    }

    /** Takes in what lies in the folder now. */
    void look(Map<String, Stamp> listing, Instant now) {
        present.keySet().retainAll(listing.keySet());
        missing.keySet().removeAll(listing.keySet());
        listing.forEach((name, stamp) -> {
            Sighting last = present.get(name);
            if (last == null || !last.stamp().equals(stamp)) {
                present.put(name, new Sighting(stamp, quietSince(stamp, now), now));
            }
        });
    }

    /** How long a file that is present has not changed. */
    Duration quiet(String name, Instant now) {
        return Duration.between(present.get(name).since(), now);
    }

    /** How long a file has been watched not to change, whatever its time says: the clock of a share may be wrong. */
    Duration watched(String name, Instant now) {
        return Duration.between(present.get(name).seen(), now);
    }

    /** How long a file has been missing; nothing if this is the first time that it is asked for. */
    Duration missing(String name, Instant now) {
        return Duration.between(missing.computeIfAbsent(name, unseen -> now), now);
    }

    /** A file that was last written a while ago has been quiet since; a time in the future says nothing. */
    private static Instant quietSince(Stamp stamp, Instant now) {
        return stamp.time().isBefore(now) ? stamp.time() : now;
    }
}
