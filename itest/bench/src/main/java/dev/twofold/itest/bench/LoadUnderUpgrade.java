/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench;

import dev.twofold.itest.bench.ProberCrew.Stretch;
import dev.twofold.server.ServerRef;
import java.util.ArrayList;
import java.util.List;

/**
 * As many clients as servers call all the time, now without and now with upgrades from one revision to the other. Both come in
 * turn, in short stretches, and the clients stay the same: how fast they are depends on which processors their threads get.
 */
final class LoadUnderUpgrade implements Benchmark {

    static final String NAME = "load_under_upgrade";

    private static final List<String> FIGURES = List.of(".calls_no_upgrade", ".calls_with_upgrades", ".ratio",
            ".max_latency_with_upgrades", ".failed_calls", ".back_to_back.ratio", ".back_to_back.upgrades");
    private static final int SERVERS = 4;
    private static final long SETTLE_MILLIS = 200;
    private static final long GAP_MILLIS = 20;
    private static final int WARM_UP_SWAPS = 10;

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
            harness.warmUp(() -> {
                try (ProberCrew crew = new ProberCrew(servers)) {
                    crew.during(() -> swap(meters, WARM_UP_SWAPS, GAP_MILLIS));
                    crew.during(() -> swap(meters, count * 10, 0)); // until the compiler has nothing to do any more
                }
            });
            for (int i = 0; i < harness.options().repetitions(); i++) {
                Stretch calm = Stretch.NONE;
                Stretch busy = Stretch.NONE;
                Stretch hectic;
                try (ProberCrew crew = new ProberCrew(servers)) {
                    Thread.sleep(SETTLE_MILLIS);
                    for (int left = count; left > 0; left--) {
                        calm = calm.and(crew.during(() -> Thread.sleep(GAP_MILLIS)));
                        busy = busy.and(crew.during(() -> swap(meters, 1, GAP_MILLIS)));
                    }
                    hectic = crew.during(() -> swap(meters, count * 10, 0));
                }
                without.add(calm.callsPerSecond());
                with.add(busy.callsPerSecond());
                ratios.add(busy.callsPerSecond() / calm.callsPerSecond());
                longest.add(busy.seen().longestMillis());
                failed.add((double) calm.and(busy).and(hectic).seen().failed());
                backToBack.add(hectic.callsPerSecond() / calm.callsPerSecond());
                upgrades.add(Harness.perSecond(count * 10L, hectic.nanos()));
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
}
