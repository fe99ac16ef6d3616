/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.Map;

/** Pairs that stand alone: those of {@link Map#entry} and {@link SimpleImmutableEntry}, not a map's own. */
final class Entries {

    private static final String MADE_BY_ENTRY = "java.util.KeyValueHolder";

    private Entries() {}

    static boolean isPair(Class<?> type) {
        return type == SimpleImmutableEntry.class || type.getName().equals(MADE_BY_ENTRY);
    }

    static Map.Entry<?, ?> with(Map.Entry<?, ?> entry, Object key, Object value) {
        if (key == entry.getKey() && value == entry.getValue()) {
            return entry;
        }
        return entry instanceof SimpleImmutableEntry ? new SimpleImmutableEntry<>(key, value) : Map.entry(key, value);
    }
}
