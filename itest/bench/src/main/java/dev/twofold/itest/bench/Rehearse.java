/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench;

import dev.twofold.engine.RehearsalReport;
import dev.twofold.server.ServerRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An upgrade of many servers is tried and thrown away, while a client calls the first of them and one the last. */
final class Rehearse implements Benchmark {

    static final String NAME = "rehearse";

    private static final List<String> FIGURES = List.of("total", "longest_call_first", "longest_call_last");
    private static final int MILLION = 1_000_000;
    private static final int WARM_UPS = 3;
    private static final long BEFORE_MILLIS = 50;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void run(Harness harness) throws Exception {
        for (int size : harness.options().crowds()) {
            for (boolean wayBack : new boolean[] { false, true }) {
                String name = NAME + "." + size + (wayBack ? ".way_back" : "");
                if (size < MILLION && FIGURES.stream().anyMatch(figure -> harness.wants(name + "." + figure))) {
                    measure(harness, name, size, wayBack);
                }
            }
        }
    }

    private static void measure(Harness harness, String name, int size, boolean wayBack) throws Exception {
        Map<String, List<Double>> figures = new TreeMap<>();
        try (Meters meters = new Meters()) {
            ServerRef[] servers = meters.start(ServerKind.values()[0], size);
            for (int i = 0; i < WARM_UPS; i++) {
                once(meters, servers, wayBack, new TreeMap<>());
            }
            for (int i = 0; i < harness.options().repetitions(); i++) {
                once(meters, servers, wayBack, figures);
            }
        }
        figures.forEach((figure, values) -> harness.report(new Figure(name + "." + figure, "ms", values)));
    }

    private static void once(Meters meters, ServerRef[] servers, boolean wayBack, Map<String, List<Double>> figures)
            throws Exception {
        System.gc();
        try (Prober first = new Prober(servers[0]); Prober last = new Prober(servers[servers.length - 1])) {
            Thread.sleep(BEFORE_MILLIS);
            first.mark();
            last.mark();
            long start = System.nanoTime();
            RehearsalReport report = meters.rehearse(wayBack);
            add(figures, "total", (System.nanoTime() - start) / 1e6);
            add(figures, "longest_call_first", longest(first.finish()));
            add(figures, "longest_call_last", longest(last.finish()));
            if (!report.isFeasible() || !report.losses().isEmpty()) {
                throw new IllegalStateException("rehearsed: " + report);
            }
        }
    }

    private static double longest(Prober.Seen seen) {
        if (seen.failed() > 0) {
            throw new IllegalStateException("calls failed: " + seen);
        }
        return seen.longestMillis();
    }

    private static void add(Map<String, List<Double>> figures, String figure, double value) {
        figures.computeIfAbsent(figure, none -> new ArrayList<>()).add(value);
    }
}
