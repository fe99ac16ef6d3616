/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Tells an operator who mistyped a name which names there are. */
final class Names {

    /** There may be thousands; so many are told. */
    private static final int TOLD = 10;

    private Names() {}

    /**
     * The exception for a name that there is not.
     *
     * @param what what was asked for, such as {@code module}
     * @param given the name
     * @param known the names that there are
     * @param ifNone what to say if there are none
     */
    static IllegalArgumentException unknown(String what, String given, Collection<String> known, String ifNone) {
        String problem = "no " + what + " '" + given + "'; ";
        if (known.isEmpty()) {
            return new WrongNameException(problem + ifNone);
        }
        String suggestion = nearest(given, known).map(name -> " Did you mean " + name + "?").orElse("");
        return new WrongNameException(problem + "there are: " + list(given, known) + "." + suggestion);
    }

    /**
     * One of a few words.
     *
     * @param words what they stand for
     * @param what what was asked for
     * @param given the word, in any case
     */
    static <E extends Enum<E>> E word(Class<E> words, String what, String given) {
        List<E> all = List.of(words.getEnumConstants());
        return all.stream().filter(word -> word(word).equalsIgnoreCase(given)).findFirst().orElseThrow(
                () -> unknown(what, given, all.stream().map(Names::word).toList(), ""));
    }

    /** All of them. */
    static List<String> words(Class<? extends Enum<?>> words) {
        return Arrays.stream(words.getEnumConstants()).map(Names::word).toList();
    }

    /** A constant as an operator writes it. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String list(String given, Collection<String> known) {
        List<String> told = known.stream().sorted(byDistance(given)).limit(TOLD).sorted().toList();
        int untold = known.size() - told.size();
        return String.join(", ", told) + (untold > 0 ? " and " + untold + " more" : "");
    }

    /** The name that was meant, if one is near enough. */
    static Optional<String> nearest(String given, Collection<String> known) {
        int limit = Math.max(1, given.length() / 3);
        return known.stream().min(byDistance(given))
                .filter(name -> distance(given, name) <= limit || isBeginning(given, name));
    }

    private static Comparator<String> byDistance(String given) {
        return Comparator.<String>comparingInt(name -> isBeginning(given, name) ? 0 : distance(given, name))
                .thenComparing(Comparator.naturalOrder());
    }

    private static boolean isBeginning(String given, String name) {
        return !given.isEmpty() && name.toLowerCase(Locale.ROOT).startsWith(given.toLowerCase(Locale.ROOT));
    }

    /** How many letters must be added, dropped or replaced (Levenshtein). */
    static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
