/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench;

import dev.twofold.engine.UpgradeReport;
import dev.twofold.server.ServerRef;
import java.util.List;
import java.util.stream.Stream;

/** Many servers change from one revision to the other, while a client calls the first of them and one the last. */
final class UpgradePause implements Benchmark {

    static final String NAME = "upgrade_pause";

    private static final List<String> FIGURES = Stream.concat(Pauses.FIGURES.stream(),
            Stream.of("phase_gate", "phase_change", "phase_commit")).toList();
    private static final int MILLION = 1_000_000;
    private static final int REPETITIONS_OF_MILLIONS = 3;
    private static final int WARM_UPS = 4;

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
                    if (Pauses.areWanted(harness, name, FIGURES)) {
                        measure(harness, name, size, kind, precopy);
                    }
                }
            }
        }
    }

    private static void measure(Harness harness, String name, int size, ServerKind kind, boolean precopy)
            throws Exception {
        Pauses pauses = new Pauses();
        try (Meters meters = new Meters()) {
            ServerRef[] servers = meters.start(kind, size);
            for (int i = 0; i < WARM_UPS; i++) {
                once(meters, servers, precopy, new Pauses());
            }
            harness.warmUp(() -> meters.swap(precopy));
            int repetitions = harness.options().repetitions();
            for (int i = 0; i < (size < MILLION ? repetitions : Math.min(repetitions, REPETITIONS_OF_MILLIONS)); i++) {
                once(meters, servers, precopy, pauses);
            }
        }
        pauses.report(harness, name);
    }

    private static void once(Meters meters, ServerRef[] servers, boolean precopy, Pauses pauses)
            throws InterruptedException {
        UpgradeReport report = pauses.measure(servers, () -> meters.swap(precopy));
        pauses.add("phase_gate", report.gate().toNanos() / 1e6);
        pauses.add("phase_change", report.change().toNanos() / 1e6);
        pauses.add("phase_commit", report.commit().toNanos() / 1e6);
        if (report.all().changed() != servers.length) {
            throw new IllegalStateException("changed: " + report.all().counts());
        }
    }
}
