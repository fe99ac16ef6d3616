/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench;

import dev.twofold.server.ServerRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * How long something takes that is done to many servers, and how long a client has to wait meanwhile that calls the first of
 * them, and one that calls the last. Used by one thread.
 */
final class Pauses {

    /** What is measured of everything; more can be {@link #add added}. */
    static final List<String> FIGURES = List.of("total", "longest_call_first", "longest_call_last");

    private static final int MANY = 100_000;
    private static final long BEFORE_MILLIS = 50;
    private static final long AFTER_MILLIS = 20;

    private final Map<String, List<Double>> figures = new TreeMap<>();

    /** Whether somebody wants to know one of some figures. */
    static boolean areWanted(Harness harness, String name, List<String> figures) {
        return figures.stream().anyMatch(figure -> harness.wants(name + "." + figure));
    }

    /** Does it once, and measures that. */
    <R> R measure(ServerRef[] servers, Supplier<R> deed) throws InterruptedException {
        if (servers.length >= MANY) {
            System.gc();
        }
        try (Prober first = new Prober(servers[0]); Prober last = new Prober(servers[servers.length - 1])) {
            Thread.sleep(BEFORE_MILLIS);
            first.lap();
            last.lap();
            long start = System.nanoTime();
            R result = deed.get();
            add("total", (System.nanoTime() - start) / 1e6);
            Thread.sleep(AFTER_MILLIS);
            add("longest_call_first", longest(first.finish()));
            add("longest_call_last", longest(last.finish()));
            return result;
        }
    }

    private static double longest(Prober.Seen seen) {
        if (seen.failed() > 0) {
            throw new IllegalStateException("calls failed: " + seen);
        }
        return seen.longestMillis();
    }

    void add(String figure, double millis) {
        figures.computeIfAbsent(figure, none -> new ArrayList<>()).add(millis);
    }

    void report(Harness harness, String name) {
        figures.forEach((figure, values) -> harness.report(new Figure(name + "." + figure, "ms", values)));
    }
}
