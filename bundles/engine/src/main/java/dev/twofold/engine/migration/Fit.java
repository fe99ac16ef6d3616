/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a value that was made for one place fits another place, too, down to the type arguments that are declared there.
 * Used by one thread, once.
 */
final class Fit {

    private final RecordShapes shapes;
    private final Deque<Part> open = new ArrayDeque<>();
    private final Map<Object, Set<Wanted>> seen = new IdentityHashMap<>();

    Fit(RecordShapes shapes) {
        this.shapes = shapes;
    }

    boolean isGiven(Object value, Wanted wanted, Place place) {
        open.push(new Part(value, wanted));
        while (!open.isEmpty()) {
            Part part = open.pop();
            if (!part.wanted().takes(part.value())) {
                return false;
            }
            if (part.value() != null && !part.wanted().isClass() && seen.computeIfAbsent(part.value(),
                    fresh -> Collections.newSetFromMap(new IdentityHashMap<>())).add(part.wanted())) {
                addParts(part.value(), part.wanted(), place);
            }
        }
        return true;
    }

    private void addParts(Object value, Wanted wanted, Place place) {
        switch (shapes.sort(value.getClass())) {
            case ARRAY -> {
                if (value instanceof Object[] array) {
                    add(Arrays.asList(array), wanted.element());
                }
            }
            case COLLECTION -> add((Collection<?>) value, wanted.argument(Iterable.class, 0));
            case MAP -> {
                add(((Map<?, ?>) value).keySet(), wanted.argument(Map.class, 0));
                add(((Map<?, ?>) value).values(), wanted.argument(Map.class, 1));
            }
            case OPTIONAL -> ((Optional<?>) value)
                    .ifPresent(content -> open.push(new Part(content, wanted.argument(Optional.class, 0))));
            case PAIR -> {
                open.push(new Part(((Map.Entry<?, ?>) value).getKey(), wanted.argument(Map.Entry.class, 0)));
                open.push(new Part(((Map.Entry<?, ?>) value).getValue(), wanted.argument(Map.Entry.class, 1)));
            }
            case RECORD -> {
                RecordShape shape = shapes.of(value.getClass(), place);
                Object[] values = shape.read(value);
                Wanted[] components = wanted.components(shape);
                for (int i = 0; i < values.length; i++) {
                    open.push(new Part(values[i], components[i]));
                }
            }
            default -> {
                // holds nothing
            }
        }
    }

    private void add(Collection<?> values, Wanted wanted) {
        values.forEach(value -> open.push(new Part(value, wanted)));
    }

    private record Part(Object value, Wanted wanted) {
    }
}
