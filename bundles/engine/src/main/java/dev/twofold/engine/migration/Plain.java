/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/** The JDK's immutable values: they hold nothing, so they are at home everywhere. */
final class Plain {

    private static final Set<Class<?>> TYPES = Set.of(String.class, Boolean.class, Byte.class, Short.class,
            Character.class, Integer.class, Long.class, Float.class, Double.class, BigInteger.class, BigDecimal.class,
            UUID.class, Locale.class, URI.class, OptionalInt.class, OptionalLong.class, OptionalDouble.class);

    private Plain() {}

    static boolean is(Class<?> type) {
        return type == String.class || type == Long.class || type == Integer.class || type.isPrimitive()
                || TYPES.contains(type) || isTime(type);
    }

    private static boolean isTime(Class<?> type) {
        return Jdk.defines(type) && !type.isArray() && type.getPackageName().equals("java.time");
    }
}
