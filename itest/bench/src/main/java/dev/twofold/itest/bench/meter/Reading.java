/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench.meter;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A state of some size.
 *
 * @param name text
 * @param n a number
 * @param unit a constant
 * @param place a record
 * @param last a list of records
 * @param byName a map of records
 * @param next perhaps one more
 */
public record Reading(String name, long n, Unit unit, Place place, List<Place> last, Map<String, Place> byName,
        Optional<Place> next) {

    /** A constant of the module's own. */
    public enum Unit {
        METRE, SECOND
    }

    /**
     * A record inside.
     *
     * @param x one
     * @param y other
     */
    public record Place(int x, double y) {
    }

    /**
     * One with so many in each of its containers.
     *
     * @param size how many
     * @return the state
     */
    public static Reading of(int size) {
        Place[] places = new Place[size];
        Map<String, Place> byName = new HashMap<>();
        for (int i = 0; i < size; i++) {
            places[i] = new Place(i, i / 2.0);
            byName.put("place" + i, places[i]);
        }
        return new Reading("reading", size, Unit.SECOND, new Place(1, 2), List.of(places), Map.copyOf(byName),
                Optional.of(new Place(3, 4)));
    }
}
