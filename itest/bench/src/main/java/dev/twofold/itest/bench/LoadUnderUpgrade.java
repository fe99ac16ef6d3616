/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench;

import dev.twofold.itest.bench.Prober.Seen;
import dev.twofold.server.ServerRef;
import java.util.ArrayList;
import java.util.List;

/** As many clients as servers call all the time, first without and then with upgrades from one revision to the other. */
final class LoadUnderUpgrade implements Benchmark {

    static final String NAME = "load_under_upgrade";

    private static final List<String> FIGURES = List.of(".calls_no_upgrade", ".calls_with_upgrades", ".ratio",
            ".max_latency_with_upgrades", ".failed_calls", ".back_to_back.ratio", ".back_to_back.upgrades");
    private static final int SERVERS = 4;
    private static final long SETTLE_MILLIS = 200;
    private static final long GAP_MILLIS = 20;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void run(Harness harness) throws Exception {
        for (ServerKind kind : ServerKind.values()) {
            String name = NAME + kind.suffix();
            if (FIGURES.stream().anyMatch(figure -> harness.wants(name + figure))) {
                measure(harness, name, kind);
            }
        }
    }

    /** What all clients have seen in a window. */
    private record Window(double callsPerSecond, long failed, double longestMillis) {
    }

    private static void measure(Harness harness, String name, ServerKind kind) throws Exception {
        List<Double> without = new ArrayList<>();
        List<Double> with = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        List<Double> longest = new ArrayList<>();
        List<Double> backToBack = new ArrayList<>();
        List<Double> upgrades = new ArrayList<>();
        List<Double> failed = new ArrayList<>();
        int count = harness.options().upgrades();
        try (Meters meters = new Meters()) {
            ServerRef[] servers = meters.start(kind, SERVERS);
            harness.warmUp(() -> window(servers, () -> swap(meters, 10, GAP_MILLIS)));
            for (int i = 0; i < harness.options().repetitions(); i++) {
                Window calm = window(servers, () -> Thread.sleep(count * GAP_MILLIS));
                Window busy = window(servers, () -> swap(meters, count, GAP_MILLIS));
                long[] nanos = new long[1];
                Window hectic = window(servers, () -> {
                    long start = System.nanoTime();
                    swap(meters, count * 10, 0);
                    nanos[0] = System.nanoTime() - start;
                });
                without.add(calm.callsPerSecond());
                with.add(busy.callsPerSecond());
                ratios.add(busy.callsPerSecond() / calm.callsPerSecond());
                longest.add(busy.longestMillis());
                failed.add((double) calm.failed() + busy.failed() + hectic.failed());
                backToBack.add(hectic.callsPerSecond() / calm.callsPerSecond());
                upgrades.add(Harness.perSecond(count * 10L, nanos[0]));
            }
        }
        harness.report(new Figure(name + ".calls_no_upgrade", "calls/s", without));
        harness.report(new Figure(name + ".calls_with_upgrades", "calls/s", with));
        harness.report(new Figure(name + ".ratio", "x", ratios));
        harness.report(new Figure(name + ".max_latency_with_upgrades", "ms", longest));
        harness.report(new Figure(name + ".failed_calls", "calls", failed));
        harness.report(new Figure(name + ".back_to_back.ratio", "x", backToBack));
        harness.report(new Figure(name + ".back_to_back.upgrades", "upgrades/s", upgrades));
    }

    private static void swap(Meters meters, int times, long gapMillis) throws InterruptedException {
        for (int i = 0; i < times; i++) {
            meters.swap(false);
            if (gapMillis > 0) {
                Thread.sleep(gapMillis);
            }
        }
    }

    private static Window window(ServerRef[] servers, Harness.Work work) throws Exception {
        List<Prober> probers = new ArrayList<>();
        try {
            for (ServerRef server : servers) {
                probers.add(new Prober(server));
            }
            Thread.sleep(SETTLE_MILLIS);
            for (Prober prober : probers) {
                prober.mark();
            }
            long start = System.nanoTime();
            work.run();
            long nanos = System.nanoTime() - start;
            long calls = 0;
            long failed = 0;
            double longest = 0;
            probers.forEach(Prober::close);
            for (Prober prober : probers) {
                Seen seen = prober.finish();
                calls += seen.calls();
                failed += seen.failed();
                longest = Math.max(longest, seen.longestMillis());
            }
            return new Window(Harness.perSecond(calls, nanos), failed, longest);
        } finally {
            probers.forEach(Prober::close);
        }
    }
}
