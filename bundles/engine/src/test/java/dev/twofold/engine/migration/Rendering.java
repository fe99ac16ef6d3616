/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
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

    /** Equal for equal values of equal kinds, as the text is, and different for others but for a chance of nearly none. */
    long digest(Object value) {
        if (value == null) {
            return 1;
        }
        Class<?> type = value.getClass();
        if (value instanceof Enum<?> constant) {
            own(constant.getDeclaringClass());
            return mixed(name(constant.getDeclaringClass()), constant.name().hashCode());
        }
        if (type.isRecord()) {
            own(type);
            long digest = name(type);
            for (Map.Entry<String, Method> accessor : accessors(type).entrySet()) {
                digest = mixed(digest, mixed(accessor.getKey().hashCode(), digest(read(accessor.getValue(), value))));
            }
            return digest;
        }
        if (type.isArray()) {
            long digest = name(type);
            for (int i = 0; i < Array.getLength(value); i++) {
                digest = mixed(digest, digest(Array.get(value, i)));
            }
            return digest;
        }
        if (value instanceof Optional<?> optional) {
            return mixed(2, digest(optional.orElse(null)));
        }
        if (value instanceof Map<?, ?> map) {
            long digest = mixed(name(type), value instanceof SortedMap<?, ?> sorted
                    ? Objects.hashCode(sorted
                            .comparator())
                    : 0);
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                long one = mixed(digest(entry.getKey()), digest(entry.getValue()));
                digest = type == HashMap.class ? digest + one * one : mixed(digest, one);
            }
            return digest;
        }
        if (value instanceof Collection<?> collection) {
            long digest = name(type);
            for (Object element : collection) {
                long one = mixed(3, digest(element));
                digest = type == HashSet.class ? digest + one * one : mixed(digest, one);
            }
            return digest;
        }
        boolean plain = type == String.class || type == Long.class || type == Integer.class || type == Date.class
                || type == UUID.class || type == Double.class;
        return mixed(name(type), plain ? value.hashCode() : value.toString().hashCode());
    }

    private static long name(Class<?> type) {
        return type.getName().hashCode();
    }

    private static long mixed(long one, long other) {
        long mixed = (one * 0x9E3779B97F4A7C15L) ^ (other + 0x7F4A7C15L) * 0xC2B2AE3D27D4EB4FL;
        return mixed ^ mixed >>> 29;
    }

    private Map<String, Method> accessors(Class<?> type) {
        return accessors.computeIfAbsent(type, Rendering::accessorsOf);
    }

    private String record(Object value) {
        Map<String, Method> methods = accessors(value.getClass());
        return value.getClass().getName() + methods.entrySet().stream().map(entry -> entry.getKey() + "="
                + of(read(entry.getValue(), value))).collect(Collectors.joining(", ", "(", ")"));
    }

    private void own(Class<?> type) {
        if (type.getClassLoader() != loader) {
            throw new AssertionError(type + " is of the wrong revision");
        }
    }

    private static Map<String, Method> accessorsOf(Class<?> type) {
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
