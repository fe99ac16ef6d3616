/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench;

import dev.twofold.engine.RehearsalReport;
import dev.twofold.server.ServerRef;

/** An upgrade of many servers is tried and thrown away, while a client calls the first of them and one the last. */
final class Rehearse implements Benchmark {

    static final String NAME = "rehearse";

    private static final int MILLION = 1_000_000;
    private static final int WARM_UPS = 3;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void run(Harness harness) throws Exception {
        for (int size : harness.options().crowds()) {
            for (boolean wayBack : new boolean[] { false, true }) {
                String name = NAME + "." + size + (wayBack ? ".way_back" : "");
                if (size < MILLION && Pauses.areWanted(harness, name, Pauses.FIGURES)) {
                    measure(harness, name, size, wayBack);
                }
            }
        }
    }

    private static void measure(Harness harness, String name, int size, boolean wayBack) throws Exception {
        Pauses pauses = new Pauses();
        try (Meters meters = new Meters()) {
            ServerRef[] servers = meters.start(ServerKind.values()[0], size);
            for (int i = 0; i < WARM_UPS; i++) {
                once(meters, servers, wayBack, new Pauses());
            }
            for (int i = 0; i < harness.options().repetitions(); i++) {
                once(meters, servers, wayBack, pauses);
            }
        }
        pauses.report(harness, name);
    }

    private static void once(Meters meters, ServerRef[] servers, boolean wayBack, Pauses pauses)
            throws InterruptedException {
        RehearsalReport report = pauses.measure(servers, () -> meters.rehearse(wayBack));
        if (!report.isFeasible() || !report.losses().isEmpty()) {
            throw new IllegalStateException("rehearsed: " + report);
        }
    }
}
