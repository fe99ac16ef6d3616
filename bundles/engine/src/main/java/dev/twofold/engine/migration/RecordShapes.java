/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The record classes of one conversion, each read once. Never shared by two conversions: what is kept per class must not
 * outlive the swap.
 */
final class RecordShapes {

    private final Map<Class<?>, RecordShape> shapes = new ConcurrentHashMap<>();
    private final Map<RecordMatch.Pair, RecordMatch> matches = new ConcurrentHashMap<>();

    RecordShape of(Class<?> type, Place place) {
        RecordShape known = shapes.get(type);
        return known != null ? known : shapes.computeIfAbsent(type, fresh -> RecordShape.of(fresh, place));
    }

    RecordMatch match(Class<?> from, Class<?> to, Place place) {
        RecordMatch.Pair pair = new RecordMatch.Pair(from, to, place.origin());
        RecordMatch known = matches.get(pair);
        return known != null
                ? known
                : matches.computeIfAbsent(pair,
                        fresh -> RecordMatch.of(of(from, place), of(to, place), place.origin()));
    }
}
