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

    private static final Pattern NUMBER = Pattern.compile("\\+?\\d+");

    /** What is wrong with them, and how to ask for help. */
    String text() {
        List<String> rest = new ArrayList<>(words);
        return sentence(command, ofOptions(rest).or(() -> ofUnknown(command, rest)).or(() -> ofTooMany(rest)).orElseGet(
                () -> ofTooFew(rest)));
    }

    /** What is wrong with the first one that looks like an option, of words that are left when Gogo has taken the options. */
    static Optional<String> ofOption(Command command, List<String> rest) {
        return ofUnknown(command, rest).map(wrong -> sentence(command, wrong));
    }

    private static String sentence(Command command, String wrong) {
        return command.name() + " " + wrong + "; help " + command.name() + " explains it";
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
            if (!option.number().isEmpty() && !NUMBER.matcher(value).matches()) {
                return Optional.of("takes " + option.number() + " behind " + typed.get() + ", not '" + value + "'");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> ofUnknown(Command command, List<String> rest) {
        List<String> known = command.options().stream().flatMap(option -> option.names().stream()).toList();
        return rest.stream().filter(Name::isOption).findFirst().map(
                word -> known.contains(word) ? "takes " + word + " once" : notThere(word, known));
    }

    private static String notThere(String word, List<String> known) {
        String all = known.isEmpty() ? "it has none" : "it has " + String.join(", ", known);
        return "has no option '" + word + "' (" + Names.nearest(word, known).map(near -> "did you mean " + near + "?")
                .orElse(all) + ")";
    }

    private Optional<String> ofTooMany(List<String> rest) {
        int most = command.parameters().size();
        return rest.size() <= most ? Optional.empty() : Optional.of("has no use for '" + rest.get(most) + "'");
    }

    private String ofTooFew(List<String> rest) {
        return command.parameters().stream().skip(rest.size()).filter(parameter -> !parameter.several()).map(
                parameter -> "the " + parameter.description().replaceFirst(", such as .*", "")).collect(Collectors
                        .joining(" and ", "wants ", ""));
    }
}
