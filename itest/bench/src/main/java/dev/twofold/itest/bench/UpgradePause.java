/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench;

import dev.twofold.engine.UpgradeReport;
import dev.twofold.server.ServerRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Many servers change from one revision to the other, while a client calls the first of them and one the last. */
final class UpgradePause implements Benchmark {

    static final String NAME = "upgrade_pause";

    private static final List<String> FIGURES = List.of("total", "longest_call_first", "longest_call_last",
            "phase_gate", "phase_change", "phase_commit");
    private static final int MANY = 100_000;
    private static final int MILLION = 1_000_000;
    private static final int REPETITIONS_OF_MILLIONS = 3;
    private static final int WARM_UPS = 4;
    private static final long BEFORE_MILLIS = 50;
    private static final long AFTER_MILLIS = 20;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void run(Harness harness) throws Exception {
        for (int size : harness.options().crowds()) {
            for (ServerKind kind : ServerKind.values()) {
                for (boolean precopy : new boolean[] { false, true }) {
                    String name = NAME + "." + size + kind.suffix() + (precopy ? ".precopy" : "");
                    if (FIGURES.stream().anyMatch(figure -> harness.wants(name + "." + figure))) {
                        measure(harness, name, size, kind, precopy);
                    }
                }
            }
        }
    }

    private static void measure(Harness harness, String name, int size, ServerKind kind, boolean precopy)
            throws Exception {
        Map<String, List<Double>> figures = new TreeMap<>();
        try (Meters meters = new Meters()) {
            ServerRef[] servers = meters.start(kind, size);
            for (int i = 0; i < WARM_UPS; i++) {
                once(meters, servers, precopy, new TreeMap<>());
            }
            harness.warmUp(() -> meters.swap(precopy));
            int repetitions = harness.options().repetitions();
            for (int i = 0; i < (size < MILLION ? repetitions : Math.min(repetitions, REPETITIONS_OF_MILLIONS)); i++) {
                once(meters, servers, precopy, figures);
            }
        }
        figures.forEach((figure, values) -> harness.report(new Figure(name + "." + figure, "ms", values)));
    }

    private static void once(Meters meters, ServerRef[] servers, boolean precopy, Map<String, List<Double>> figures)
            throws Exception {
        if (servers.length >= MANY) {
            System.gc();
        }
        try (Prober first = new Prober(servers[0]); Prober last = new Prober(servers[servers.length - 1])) {
            Thread.sleep(BEFORE_MILLIS);
            first.mark();
            last.mark();
            long start = System.nanoTime();
            UpgradeReport report = meters.swap(precopy);
            add(figures, "total", (System.nanoTime() - start) / 1e6);
            Thread.sleep(AFTER_MILLIS);
            add(figures, "longest_call_first", longest(first.finish()));
            add(figures, "longest_call_last", longest(last.finish()));
            add(figures, "phase_gate", report.gate().toNanos() / 1e6);
            add(figures, "phase_change", report.change().toNanos() / 1e6);
            add(figures, "phase_commit", report.commit().toNanos() / 1e6);
            if (report.all().changed() != servers.length) {
                throw new IllegalStateException("changed: " + report.all().counts());
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
