/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.runtime.demo;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the sample clients say of themselves.
 *
 * @param ok calls with a reply so far
 * @param failed calls without one so far
 * @param acknowledged sum of the increments that had a reply
 * @param longest the longest wait in milliseconds since the report before
 * @param text the line as it was printed
 */
record ClientReport(long ok, long failed, long acknowledged, long longest, String text) {

    /** Before the clients have begun. */
    static final ClientReport NOTHING = new ClientReport(0, 0, 0, 0, "");

    private static final Pattern FIGURE = Pattern.compile("(\\w+)=(\\d+)");

    /**
     * Reads the line {@code ok=… failed=… acknowledged=… longest=…ms}.
     *
     * @throws RuntimeFailedException if it is none
     */
    static ClientReport parse(String line) {
        Map<String, Long> figures = new HashMap<>();
        Matcher matcher = FIGURE.matcher(line);
        while (matcher.find()) {
            figures.putIfAbsent(matcher.group(1), Long.valueOf(matcher.group(2)));
        }
        return new ClientReport(figure(figures, "ok", line), figure(figures, "failed", line),
                figure(figures, "acknowledged", line), figure(figures, "longest", line), line);
    }

    private static long figure(Map<String, Long> figures, String name, String line) {
        Long value = figures.get(name);
        if (value == null) {
            throw new RuntimeFailedException("the clients' report says nothing of '" + name + "': " + line);
        }
        return value;
    }
}
