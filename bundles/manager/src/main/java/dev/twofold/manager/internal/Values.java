/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.osgi.service.component.ComponentException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the words and numbers of a configuration. One that cannot be used is told in the log and counts as left out: a slip
 * in a file must not take the platform away from those who would mend it.
 *
 * @param source the configuration, to be named
 * @param properties what it says, to be quoted
 */
record Values(String source, Map<String, Object> properties) {

    private static final Logger LOG = LoggerFactory.getLogger(Values.class);

    /** One of the constants of an enumeration, in any case; nothing if it is left out. */
    <E extends Enum<E>> Optional<E> word(String key, String word, Class<E> type) {
        if (word.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Enum.valueOf(type, word.trim().toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException unknown) {
            return leftOut(key, "none of " + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT));
        }
    }

    /** Whether something is so; nothing if it is left out. */
    Optional<Boolean> truth(String key, String word) {
        return switch (word.trim().toLowerCase(Locale.ROOT)) {
            case "" -> Optional.empty();
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> leftOut(key, "neither true nor false");
        };
    }

    /**
     * A whole number; nothing if it cannot be used.
     *
     * @param key its name
     * @param number reads it, and throws what Declarative Services throws for a value of another type
     * @param least the least that can be used
     * @param most the most
     */
    Optional<Long> number(String key, LongSupplier number, long least, long most) {
        String why = "no whole number from " + least + " to " + most;
        try {
            long value = number.getAsLong();
            return value >= least && value <= most ? Optional.of(value) : leftOut(key, why);
        } catch (ComponentException otherType) {
            return leftOut(key, why);
        }
    }

    private <T> Optional<T> leftOut(String key, String why) {
        LOG.error("configuration {}: {} = {} is {}, and counts as left out", source, key, properties.get(key), why);
        return Optional.empty();
    }
}
