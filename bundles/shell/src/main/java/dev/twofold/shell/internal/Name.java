/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import java.util.Arrays;

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

    /** The word. Refuses none: of a variable that is not set Gogo makes nothing. */
    static String text(Name name) {
        if (name == null) {
            throw unset();
        }
        return name.text();
    }

    /** Refuses words of which one is none. */
    static void refuseUnset(String... words) {
        if (Arrays.asList(words).contains(null)) {
            throw unset();
        }
    }

    static WrongNameException unset() {
        return new WrongNameException("a word is missing: the variable is not set");
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
