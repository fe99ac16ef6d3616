/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import java.math.BigInteger;

/**
 * A whole number from 0 up. Gogo makes one of what was typed; of another word it cannot, and then does not take the command,
 * so that nothing is done: see {@link OurCommands}.
 *
 * @param number a billion for more than that
 */
public record Count(int number) {

    private static final BigInteger MOST = BigInteger.valueOf(1_000_000_000);

    /**
     * What was typed.
     *
     * @param word digits, perhaps with a plus
     */
    public Count(String word) {
        this(number(word));
    }

    private static int number(String word) {
        if (!word.matches("\\+?[0-9]+")) {
            throw new NumberFormatException(word);
        }
        return new BigInteger(word).min(MOST).intValue();
    }

    /** Refuses none: of a variable that is not set Gogo makes nothing. */
    static int of(Count given) {
        if (given == null) {
            throw Name.unset();
        }
        return given.number;
    }
}
