/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * What views of the same type have in common: the name of the type and those of the components. Holds names only, since views
 * may be kept. Immutable, but for what it remembers of the layouts that came of it.
 */
final class Layout {

    /** An author may make up any number of names. */
    private static final int MOST_REMEMBERED = 64;

    private final String type;
    private final List<String> names;
    private final Map<String, Integer> places = new HashMap<>();
    private final Set<String> shown;
    private final Map<Object, Layout> next = new ConcurrentHashMap<>(2);

    private Layout(String type, List<String> names) {
        this.type = type;
        this.names = List.copyOf(names);
        this.shown = Collections.unmodifiableSet(new LinkedHashSet<>(names));
        names.forEach(name -> places.put(name, places.size()));
    }

    static Layout of(String type, List<String> names) {
        return new Layout(type, names);
    }

    String type() {
        return type;
    }

    /** In their order. */
    Set<String> names() {
        return shown;
    }

    String name(int place) {
        return names.get(place);
    }

    int size() {
        return names.size();
    }

    boolean has(String name) {
        return places.containsKey(name);
    }

    /** Where a component lies, if it is there. */
    Optional<Integer> find(String name) {
        return Optional.ofNullable(places.get(name));
    }

    /** Where a component lies; it must be there. */
    int place(String name) {
        return places.get(name);
    }

    /** With a component that is not there as yet. */
    Layout with(String name) {
        return remembered(name, () -> {
            List<String> more = new ArrayList<>(names);
            more.add(name);
            return of(type, more);
        });
    }

    Layout without(String name) {
        return remembered(List.of("without", name), () -> of(type, names.stream().filter(each -> !each.equals(name))
                .toList()));
    }

    Layout renamed(String from, String to) {
        return remembered(List.of("renamed", from, to),
                () -> of(type, names.stream().map(each -> each.equals(from) ? to : each).toList()));
    }

    /** The same names, for another type. */
    Layout typed(String other) {
        return remembered(List.of("typed", other), () -> of(other, names));
    }

    /** Where the components of another layout lie in this one; empty if these are not all, or there are others. */
    Optional<int[]> places(Layout other) {
        return places.keySet().equals(other.places.keySet())
                ? Optional.of(IntStream.range(0, other.size()).map(i -> place(other.name(i))).toArray())
                : Optional.empty();
    }

    /** So that all states of a server type that are changed alike have one layout. */
    private Layout remembered(Object step, Supplier<Layout> changed) {
        Layout known = next.get(step);
        if (known != null) {
            return known;
        }
        Layout fresh = changed.get();
        if (!type.isEmpty() && next.size() < MOST_REMEMBERED) { // the empty view's is everybody's, and would remember for ever
            next.put(step, fresh);
        }
        return fresh;
    }
}
