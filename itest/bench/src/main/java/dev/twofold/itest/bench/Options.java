/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * How to measure.
 *
 * @param warmUp how long the work is done before it counts
 * @param repetitions how often it is measured
 * @param window how long each time, where that can be chosen
 * @param shapes numbers of clients and servers
 * @param producers numbers of producers
 * @param casts messages of all producers together
 * @param sizes numbers of servers to start
 * @param swaps how often the code is changed before the latency is measured again
 * @param crowds numbers of servers to upgrade
 * @param upgrades how often under load
 * @param only what the name of a figure must contain to be measured
 * @param rounds how often we and the peers take turns
 * @param peers what the name of a peer must contain to be run
 */
public record Options(Duration warmUp, int repetitions, Duration window, List<Shape> shapes, List<Integer> producers,
        int casts, List<Integer> sizes, int swaps, List<Integer> crowds, int upgrades, Pattern only, int rounds,
        Pattern peers) {

    /**
     * Reads {@code k=v} arguments; what is not given has its default.
     *
     * @param arguments the arguments
     * @return the options
     * @throws IllegalArgumentException if one is unknown or wrong
     */
    public static Options parse(List<String> arguments) {
        Map<String, String> given = new HashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("not k=v: " + argument);
            }
            given.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
        Options options = new Options(seconds(take(given, "warm", "5")), positive(take(given, "reps", "5")),
                seconds(take(given, "secs", "1")), list(take(given, "shapes", "c2s2,c8s8,c64s64,c8s1"), Shape::parse),
                list(take(given, "producers", "1,8"), Options::positive), positive(take(given, "casts", "1000000")),
                list(take(given, "sizes", "100000,1000000"), Options::positive), positive(take(given, "swaps", "100")),
                list(take(given, "crowds", "1,1000,100000,1000000"), Options::positive),
                positive(take(given, "upgrades", "50")),
                Pattern.compile(take(given, "only", "")), positive(take(given, "rounds", "3")),
                Pattern.compile(take(given, "peers", "")));
        if (!given.isEmpty()) {
            throw new IllegalArgumentException("unknown: " + String.join(", ", given.keySet()));
        }
        return options;
    }

    private static String take(Map<String, String> given, String key, String fallback) {
        String value = given.remove(key);
        return value == null ? fallback : value;
    }

    private static int positive(String text) {
        int value = Integer.parseInt(text);
        if (value < 1) {
            throw new IllegalArgumentException("not positive: " + text);
        }
        return value;
    }

    private static Duration seconds(String text) {
        return Duration.ofNanos((long) (Double.parseDouble(text) * 1e9));
    }

    private static <T> List<T> list(String text, Function<String, T> parser) {
        return Arrays.stream(text.split(",")).map(parser).toList();
    }
}
