/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import dev.twofold.shell.internal.Command.Argument;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Words behind a command that it does not take.
 *
 * @param command the command
 * @param words what stood behind it
 */
record WrongWords(Command command, List<String> words) {

    private static final Pattern NUMBER = Pattern.compile("-?\\d+");

    /** What is wrong with them, and how to ask for help. */
    String text() {
        List<String> rest = new ArrayList<>(words);
        return command.name() + " " + ofOptions(rest).or(() -> ofTooMany(rest)).orElseGet(() -> ofTooFew(rest))
                + "; help "
                + command.name() + " explains it";
    }

    /** Takes away options and their values, as Gogo does. */
    private Optional<String> ofOptions(List<String> rest) {
        for (Argument option : command.options()) {
            Optional<String> typed = option.names().stream().filter(rest::contains).findFirst();
            if (typed.isEmpty()) {
                continue;
            }
            int at = rest.indexOf(typed.get());
            rest.remove(at);
            if (option.flag()) {
                continue;
            }
            if (at == rest.size()) {
                return Optional.of("wants a value behind " + typed.get());
            }
            String value = rest.remove(at);
            if (option.number() && !NUMBER.matcher(value).matches()) {
                return Optional.of("takes a number behind " + typed.get() + ", not '" + value + "'");
            }
        }
        return Optional.empty();
    }

    private Optional<String> ofTooMany(List<String> rest) {
        int most = command.parameters().size();
        if (rest.size() <= most) {
            return Optional.empty();
        }
        List<String> known = command.options().stream().flatMap(option -> option.names().stream()).toList();
        return rest.stream().filter(word -> word.startsWith("-")).findFirst().map(word -> known.contains(word)
                ? "takes " + word + " once"
                : "has no option '" + word + "'" + Names.nearest(word, known).map(near -> " (did you mean " + near
                        + "?)")
                        .orElse("")).or(() -> Optional.of("has no use for '" + rest.get(most) + "'"));
    }

    private String ofTooFew(List<String> rest) {
        return command.parameters().stream().skip(rest.size()).filter(parameter -> !parameter.several()).map(
                parameter -> "the " + parameter.description().replaceFirst(", such as .*", "")).collect(Collectors
                        .joining(" and ", "wants ", ""));
    }
}
