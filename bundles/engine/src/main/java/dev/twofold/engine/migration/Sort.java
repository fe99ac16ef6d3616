/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import dev.twofold.code.EnumValue;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** What the objects of a class are to a walk: asked once for each class. */
enum Sort {
    /** Holds nothing, and is at home everywhere. */
    PLAIN,
    /** What servers get from the engine to keep. */
    HANDLE,
    /** A constant of an enum. */
    ENUM,
    /** A record of anybody but the JDK. */
    RECORD,
    /** An array. */
    ARRAY,
    /** An {@code Optional}. */
    OPTIONAL,
    /** A pair that stands alone. */
    PAIR,
    /** A collection, also in a view. */
    COLLECTION,
    /** A map, also in a view. */
    MAP,
    /** A record in a view. */
    VIEW,
    /** A constant in a view. */
    ENUM_VALUE,
    /** What cannot be in a view. */
    OPAQUE,
    /** Anything else. */
    OTHER;

    static Sort of(Class<?> type) {
        if (Plain.is(type)) {
            return PLAIN;
        }
        if (Wiring.isHandle(type)) {
            return HANDLE;
        }
        if (type == NeutralRecord.class) {
            return VIEW;
        }
        if (type == Opaque.class) {
            return OPAQUE;
        }
        if (type == EnumValue.class) {
            return ENUM_VALUE;
        }
        if (Enum.class.isAssignableFrom(type)) {
            return ENUM;
        }
        if (type.isRecord() && !Jdk.defines(type)) {
            return RECORD;
        }
        return container(type);
    }

    private static Sort container(Class<?> type) {
        if (type.isArray()) {
            return ARRAY;
        }
        if (type == Optional.class) {
            return OPTIONAL;
        }
        if (Entries.isPair(type)) {
            return PAIR;
        }
        if (Collection.class.isAssignableFrom(type)) {
            return COLLECTION;
        }
        return Map.class.isAssignableFrom(type) ? MAP : OTHER;
    }

    /** Whether such an object may hold others, or is copied: it is made once in a walk. */
    boolean isHolder() {
        return switch (this) {
            case RECORD, ARRAY, OPTIONAL, PAIR, COLLECTION, MAP, VIEW -> true;
            default -> false;
        };
    }
}
