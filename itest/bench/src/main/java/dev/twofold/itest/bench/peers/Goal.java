/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench.peers;

import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What one of our figures is compared with, and what has to be reached.
 *
 * @param figure our figure
 * @param rivals whom to compare with; if there are several, the best counts
 * @param bound the ratio to reach, or without rivals the figure itself; empty if the ratio is only good to know
 */
record Goal(String figure, List<Rival> rivals, OptionalDouble bound) {

    private static final Set<String> LOW = Set.of("call_latency", "upgrade_pause", "purge", "conversion");

    static Goal ratio(String figure, double bound, Rival... rivals) {
        return new Goal(figure, List.of(rivals), OptionalDouble.of(bound));
    }

    static Goal absolute(String figure, double bound) {
        return new Goal(figure, List.of(), OptionalDouble.of(bound));
    }

    static Goal toKnow(String figure, Rival rival) {
        return new Goal(figure, List.of(rival), OptionalDouble.empty());
    }

    /** Name of the benchmark, with which the figure's begins. */
    String benchmark() {
        return figure.substring(0, figure.indexOf('.') < 0 ? figure.length() : figure.indexOf('.'));
    }

    /** Rates are to be high, times and sizes low. */
    boolean high() {
        return !LOW.contains(benchmark()) && !figure.endsWith(".heap") && !figure.endsWith(".failed_calls");
    }

    boolean isMet(double value) {
        return bound.isEmpty() || (high() ? value >= bound.getAsDouble() : value <= bound.getAsDouble());
    }
}
