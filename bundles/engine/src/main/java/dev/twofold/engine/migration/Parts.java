/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a container is made of.
 *
 * @param items the elements, or the keys of a map; nobody else has this list
 * @param values the values of a map, in the order of its keys
 * @param order the comparator of a sorted container
 * @param enumType the enum of a container for an enum
 */
record Parts(List<Object> items, List<Object> values, Optional<Object> order, Optional<Class<?>> enumType) {

    static final String COLLAPSED = "elements or keys that differ in the old classes are equal in the new ones";

    static final String FAILURE = "its elements cannot be put together again";

    /** Takes a collection or map apart; it may be a wrapper of an author's class, whose code runs then. */
    static Parts of(Object container, Place place) {
        return UserCode.run(place, "it cannot be read", () -> {
            List<Object> items = new ArrayList<>();
            List<Object> values = new ArrayList<>();
            if (container instanceof Map<?, ?> map) {
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    items.add(entry.getKey());
                    values.add(entry.getValue());
                }
            } else {
                items.addAll((Collection<?>) container);
            }
            return new Parts(items, values, Kind.orderOf(container), Optional.empty());
        });
    }

    /** Refuses a container in which something has been taken for something else. */
    void requireSize(Object made, Place place) {
        if ((made instanceof Map<?, ?> map ? map.size() : ((Collection<?>) made).size()) != items.size()) {
            throw place.refuse(COLLAPSED, "keeps them apart");
        }
    }

    /** Refuses a container of which the elements or keys have other hashes than when they were put in. */
    void requireAllIn(Object made, Place place) {
        boolean found = UserCode.run(place, FAILURE, () -> items.stream()
                .allMatch(made instanceof Map<?, ?> map ? map::containsKey : ((Collection<?>) made)::contains));
        if (!found) {
            throw place.refuse("it holds itself, in elements or keys whose hash or order depends on it",
                    "breaks the circle");
        }
    }

    NavigableSet<Object> treeSet() {
        NavigableSet<Object> set = new TreeSet<>(comparator());
        set.addAll(items);
        return set;
    }

    NavigableMap<Object, Object> treeMap() {
        NavigableMap<Object, Object> map = new TreeMap<>(comparator());
        fill(map);
        return map;
    }

    @SuppressWarnings({ "unchecked", "rawtypes" }) // the elements are of that enum, or add throws
    Set<?> enumSet() {
        Set set = EnumSet.noneOf((Class) enumType.orElseThrow());
        set.addAll(items);
        return set;
    }

    @SuppressWarnings({ "unchecked", "rawtypes" }) // the keys are of that enum, or put throws
    Map<?, ?> enumMap() {
        return fill(new EnumMap((Class) enumType.orElseThrow()));
    }

    Map<Object, Object> fill(Map<Object, Object> map) {
        for (int i = 0; i < items.size(); i++) {
            map.put(items.get(i), values.get(i));
        }
        return map;
    }

    @SuppressWarnings("unchecked") // what was sorted before is sorted again
    private Comparator<Object> comparator() {
        return (Comparator<Object>) order.orElse(null);
    }
}
