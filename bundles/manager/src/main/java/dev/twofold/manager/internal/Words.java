/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import java.util.Arrays;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the words of a configuration. A word that nobody knows is told in the log and counts as left out.
 *
 * @param source the configuration, to be named
 */
record Words(String source) {

    private static final Logger LOG = LoggerFactory.getLogger(Words.class);

    <E extends Enum<E>> E of(String key, String word, Class<E> type, E otherwise) {
        if (word.isBlank()) {
            return otherwise;
        }
        try {
            return Enum.valueOf(type, word.trim().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            LOG.error("configuration {}: {} = {} is none of {}; {} is taken", source, key, word,
                    Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT),
                    otherwise.toString().toLowerCase(Locale.ROOT));
            return otherwise;
        }
    }
}
