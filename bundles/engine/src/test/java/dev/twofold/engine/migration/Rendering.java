/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A value as text that is equal only for equal values of equal kinds; knows nothing of how values are carried over. */
final class Rendering {

    private final ClassLoader loader;
    private final Map<Class<?>, Map<String, Method>> accessors = new HashMap<>();

    /**
     * A rendering.
     *
     * @param loader whose classes are expected in a value, and no others
     */
    Rendering(ClassLoader loader) {
        this.loader = loader;
    }

    String of(Object value) {
        if (value == null) {
            return "null";
        }
        Class<?> type = value.getClass();
        if (value instanceof Enum<?> constant) {
            own(constant.getDeclaringClass());
            return constant.getDeclaringClass().getName() + "." + constant.name();
        }
        if (type.isRecord()) {
            own(type);
            return record(value);
        }
        if (type.isArray()) {
            Class<?> element = type;
            while (element.isArray()) {
                element = element.getComponentType();
            }
            if (!element.isPrimitive() && !element.getName().startsWith("java.")) {
                own(element);
            }
            return type.getName() + Stream.iterate(0, i -> i < Array.getLength(value), i -> i + 1)
                    .map(i -> of(Array.get(value, i))).toList();
        }
        if (value instanceof Optional<?> optional) {
            return "Optional " + of(optional.orElse(null));
        }
        if (value instanceof Collection<?> collection) {
            Stream<String> elements = collection.stream().map(this::of);
            return type.getName() + (type == HashSet.class ? elements.sorted() : elements).toList();
        }
        if (value instanceof Map<?, ?> map) {
            Stream<String> entries = map.entrySet().stream().map(entry -> of(entry.getKey()) + "=" + of(entry
                    .getValue()));
            return type.getName() + (value instanceof SortedMap<?, ?> sorted ? sorted.comparator() : "")
                    + (type == HashMap.class ? entries.sorted() : entries).toList();
        }
        return type.getSimpleName() + " " + value;
    }

    private String record(Object value) {
        Map<String, Method> methods = accessors.computeIfAbsent(value.getClass(), Rendering::accessors);
        return value.getClass().getName() + methods.entrySet().stream().map(entry -> entry.getKey() + "="
                + of(read(entry.getValue(), value))).collect(Collectors.joining(", ", "(", ")"));
    }

    private void own(Class<?> type) {
        assertThat(type.getClassLoader() == loader).as("%s is of the wrong revision", type).isTrue();
    }

    private static Map<String, Method> accessors(Class<?> type) {
        Map<String, Method> methods = new TreeMap<>(Stream.of(type.getRecordComponents())
                .collect(Collectors.toMap(RecordComponent::getName, RecordComponent::getAccessor)));
        AccessibleObject.setAccessible(methods.values().toArray(Method[]::new), true);
        return methods;
    }

    private static Object read(Method accessor, Object value) {
        try {
            return accessor.invoke(value);
        } catch (IllegalAccessException | InvocationTargetException failed) {
            throw new AssertionError(failed);
        }
    }
}
