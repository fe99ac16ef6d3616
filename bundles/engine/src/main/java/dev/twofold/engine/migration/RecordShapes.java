/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The classes and types of one conversion, each read once. Never shared by two conversions: what is kept here of two
 * revisions must not outlive the swap. What a single class keeps of itself does.
 */
final class RecordShapes {

    private final Map<RecordMatch.Pair, RecordMatch> matches = new ConcurrentHashMap<>();

    private final Map<Class<?>, RecordMatch> direct = new ConcurrentHashMap<>();
    private final Map<Class<?>, Sort> sorts = new ConcurrentHashMap<>();
    private final Map<Class<?>, Map<String, Object>> constants = new ConcurrentHashMap<>();
    private final Map<Type, Wanted> wanted = new ConcurrentHashMap<>();

    Sort sort(Class<?> type) {
        Sort known = sorts.get(type);
        return known != null ? known : sorts.computeIfAbsent(type, Sort::of);
    }

    Wanted wanted(Type type) {
        Wanted known = wanted.get(type);
        return known != null ? known : wanted.computeIfAbsent(type, Wanted::of);
    }

    RecordShape of(Class<?> type, Place place) {
        return RecordShape.of(type, place);
    }

    /** The constants of an enum of the new revision, by name and in their order; runs its initialiser. */
    Map<String, Object> constants(Class<?> type, Place place) {
        Map<String, Object> known = constants.get(type);
        if (known != null) {
            return known;
        }
        Object[] all = UserCode.run(place, "the enum " + type.getSimpleName() + " cannot be initialised",
                type::getEnumConstants);
        Map<String, Object> byName = new LinkedHashMap<>();
        for (Object constant : all) {
            byName.put(((Enum<?>) constant).name(), constant);
        }
        constants.put(type, byName);
        return byName;
    }

    /** How a record becomes one of a class, if it is known to be simple and has been done before; else {@code null}. */
    RecordMatch direct(Class<?> from, Class<?> to) {
        RecordMatch known = direct.get(from);
        return known != null && known.to().type() == to ? known : null;
    }

    RecordMatch match(Class<?> from, Class<?> to, Place place) {
        RecordMatch.Pair pair = new RecordMatch.Pair(from, to, place.origin());
        RecordMatch known = matches.get(pair);
        if (known != null) {
            return known;
        }
        RecordMatch match = matches.computeIfAbsent(pair,
                fresh -> RecordMatch.of(of(from, place), of(to, place), place.origin()));
        if (match.isDirect()) {
            direct.putIfAbsent(from, match);
        }
        return match;
    }
}
