/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.runtime.demo;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long the last swap of a module took, as {@code module:info} shows it.
 *
 * @param took from the jar to the new revision
 * @param held of that, how long calls were held back; the shell does not say so if it was refused
 */
record SwapTimes(String took, String held) {

    private static final Pattern TOOK = Pattern.compile("(?m)^\\s*took\\s+(\\S+ ms)$");
    private static final Pattern HELD = Pattern.compile("calls held back for (\\S+ ms)");

    static SwapTimes parse(String info) {
        return new SwapTimes(first(TOOK, info), first(HELD, info));
    }

    private static String first(Pattern pattern, String info) {
        Matcher matcher = pattern.matcher(info);
        return matcher.find() ? matcher.group(1) : "-";
    }
}
