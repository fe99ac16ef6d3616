/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import java.time.Duration;

/**
 * How long somebody waits. Gogo makes one of what was typed; of a word that is no number from 0 up it cannot, and then does
 * not take the command, so that nothing is done: see {@link OurCommands}.
 *
 * @param number seconds
 */
public record Seconds(int number) {

    /**
     * What was typed.
     *
     * @param word digits; more than thirty years are as good as these, and can be counted in nanoseconds
     */
    public Seconds(String word) {
        this(new Count(word).number());
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
