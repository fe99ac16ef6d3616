/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import java.util.Arrays;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Parameter;

/** Commands that say in a line what is wrong with the words behind them. Gogo tells which types it cannot make of which. */
public abstract class OurCommands {

    /** For classes of this package. */
    OurCommands() {}

    /** A word of any kind. Gogo makes one of whatever was typed, which counts as a conversion. */
    public record Word(String text) {
    }

    /** Refuses words at the end of a command that look like options, or are none: Gogo leaves there what it does not know. */
    final void refuseOptions(String function, String... words) {
        Name.refuseUnset(words);
        WrongWords.ofOption(Command.of(getClass(), function), Arrays.asList(words)).ifPresent(text -> {
            throw new WrongNameException(text);
        });
    }

    /**
     * Refuses. This is Gogo's name for a method that takes any function. It is chosen if no other method takes the words:
     * that is the one with the fewest conversions, and here each word is one.
     *
     * @param session not used, costs nothing
     * @param oneMore never typed: one conversion more than any command has
     * @param words the function, and what stood behind it
     */
    public final void _main(CommandSession session,
            @Parameter(names = {}, absentValue = "") Word oneMore, Word... words) {
        if (Arrays.asList(words).contains(null)) {
            throw Name.unset();
        }
        Command command = Command.of(getClass(), words[0].text());
        throw new WrongNameException(new WrongWords(command, Arrays.stream(words).skip(1).map(Word::text).toList())
                .text());
    }
}
