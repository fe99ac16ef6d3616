/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.docs;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Output as a page states it. Blanks between columns, colours, times, dates and hashes may differ, and an ellipsis stands for
 * anything: within a line for a part of it, alone on a line for any number of lines.
 */
record Stated(String text) {

    private static final String ANYTHING = "…";

    boolean fits(String output) {
        String pattern = plain(text).stream().map(Stated::pattern).collect(Collectors.joining());
        String lines = plain(output).stream().map(line -> line + "\n").collect(Collectors.joining());
        return Pattern.matches(pattern, lines);
    }

    private static String pattern(String line) {
        return line.equals(ANYTHING)
                ? "(?:[^\n]*\n)*"
                : List.of(line.split(ANYTHING, -1)).stream().map(Pattern::quote).collect(Collectors.joining("[^\n]*"))
                        + "\n";
    }

    private static List<String> plain(String text) {
        return text.lines()
                .map(line -> line.replaceAll("\\e\\[[0-9;]*m", "")
                        .replaceAll("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d", "DATE")
                        .replaceAll("\\b[0-9a-f]{12}\\b", "HASH")
                        .replaceAll("\\d+\\.\\d ms", "TIME")
                        .replaceAll("\\s+", " ").strip())
                .filter(line -> !line.isEmpty()).toList();
    }
}
