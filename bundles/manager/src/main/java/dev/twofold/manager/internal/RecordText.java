/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Records out of words. */
final class RecordText {

    private static final Map<Class<?>, Function<String, Object>> PARSERS = Map.ofEntries(
            Map.entry(String.class, text -> text), Map.entry(Object.class, text -> text),
            Map.entry(CharSequence.class, text -> text), Map.entry(int.class, Integer::valueOf),
            Map.entry(Integer.class, Integer::valueOf), Map.entry(long.class, Long::valueOf),
            Map.entry(Long.class, Long::valueOf), Map.entry(short.class, Short::valueOf),
            Map.entry(Short.class, Short::valueOf), Map.entry(byte.class, Byte::valueOf),
            Map.entry(Byte.class, Byte::valueOf), Map.entry(double.class, Double::valueOf),
            Map.entry(Double.class, Double::valueOf), Map.entry(float.class, Float::valueOf),
            Map.entry(Float.class, Float::valueOf), Map.entry(boolean.class, RecordText::bool),
            Map.entry(Boolean.class, RecordText::bool), Map.entry(BigDecimal.class, BigDecimal::new),
            Map.entry(BigInteger.class, BigInteger::new), Map.entry(Duration.class, Duration::parse),
            Map.entry(Instant.class, Instant::parse));

    private RecordText() {}

    /** Such as {@code Increment(long by)}. */
    static String describe(Class<?> type) {
        return type.getSimpleName() + Arrays.stream(type.getRecordComponents())
                .map(component -> component.getType().getSimpleName() + " " + component.getName())
                .collect(Collectors.joining(", ", "(", ")"));
    }

    static Object parse(Class<?> type, List<String> arguments) {
        RecordComponent[] components = type.getRecordComponents();
        if (components.length != arguments.size()) {
            throw new IllegalArgumentException(describe(type) + " takes " + components.length + " argument"
                    + (components.length == 1 ? "" : "s") + ", not " + arguments.size());
        }
        Object[] values = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = value(type, components[i], arguments.get(i));
        }
        return create(type, types, values);
    }

    private static Object value(Class<?> type, RecordComponent component, String text) {
        try {
            if (component.getType().isEnum()) {
                return constant(component.getType(), text);
            }
            Function<String, Object> parser = PARSERS.get(component.getType());
            if (parser == null) {
                throw new IllegalArgumentException(component.getType().getName() + " cannot be written as text");
            }
            return parser.apply(text);
        } catch (RuntimeException wrong) { // each parser has exceptions of its own
            throw new IllegalArgumentException("'" + text + "' is no " + component.getType().getSimpleName() + " for "
                    + component.getName() + " of " + describe(type) + (wrong instanceof NumberFormatException
                            ? ""
                            : ": " + wrong.getMessage()));
        }
    }

    private static Object constant(Class<?> type, String text) {
        for (Object constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().equalsIgnoreCase(text)) {
                return constant;
            }
        }
        throw new IllegalArgumentException("there are " + Arrays.toString(type.getEnumConstants()));
    }

    private static Object bool(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("write true or false");
        };
    }

    private static Object create(Class<?> type, Class<?>[] types, Object[] values) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException refused) {
            throw new IllegalArgumentException(describe(type) + " refuses: " + refused.getCause().getMessage());
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalArgumentException(describe(type) + " cannot be made: " + impossible.getMessage());
        }
    }
}
