/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import java.math.BigInteger;
import java.time.Duration;

/**
 * How long somebody waits. Gogo makes one of what was typed; of a word that is no number from 0 up it cannot, and then does
 * not take the command, so that nothing is done: see {@link OurCommands}.
 *
 * @param number seconds
 */
public record Seconds(int number) {

    /** Some thirty years. More is as good as that, and can be counted in nanoseconds. */
    private static final int MOST = 1_000_000_000;

    /**
     * What was typed.
     *
     * @param word digits
     */
    public Seconds(String word) {
        this(number(word));
    }

    private static int number(String word) {
        if (!word.matches("[0-9]+")) {
            throw new NumberFormatException(word);
        }
        return new BigInteger(word).min(BigInteger.valueOf(MOST)).intValue();
    }

    /** Refuses none: of a variable that is not set Gogo makes nothing. */
    static Seconds given(Seconds limit) {
        if (limit == null) {
            throw new WrongNameException("no number of seconds is given: the variable is not set");
        }
        return limit;
    }

    /** The same as a limit. */
    static Duration duration(Seconds limit) {
        return Duration.ofSeconds(given(limit).number);
    }
}
