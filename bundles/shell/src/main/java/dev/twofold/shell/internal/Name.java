/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

/**
 * A name or a path that stands at its place behind a command. Gogo makes one of what was typed; of a word that looks like an
 * option it cannot, and then does not take the command: see {@link OurCommands}.
 *
 * @param text the word
 */
public record Name(String text) {

    /** Refuses an option. */
    public Name {
        if (isOption(text)) {
            throw new IllegalArgumentException(text);
        }
    }

    /** Whether a word looks like an option. A file of such a name is given as {@code ./-name}. */
    static boolean isOption(String word) {
        return word.startsWith("-") && word.length() > 1;
    }

    @Override
    public String toString() {
        return text;
    }
}
