/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench;

import java.util.ArrayList;
import java.util.List;

/** A revision is removed that servers still run: they are killed. */
final class Purge implements Benchmark {

    static final String NAME = "purge";

    private static final int SERVERS = 10_000;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void run(Harness harness) throws Exception {
        for (ServerKind kind : ServerKind.values()) {
            String name = NAME + "." + SERVERS + kind.suffix() + ".hard_purge_kills";
            if (!harness.wants(name)) {
                continue;
            }
            harness.warmUp(() -> millis(kind));
            List<Double> values = new ArrayList<>();
            for (int i = 0; i < harness.options().repetitions(); i++) {
                values.add(millis(kind));
            }
            harness.report(new Figure(name, "ms", values));
        }
    }

    private static double millis(ServerKind kind) throws ReflectiveOperationException {
        try (Meters meters = new Meters()) {
            meters.start(kind, SERVERS);
            meters.load();
            long start = System.nanoTime();
            int killed = meters.purge();
            long nanos = System.nanoTime() - start;
            if (killed != SERVERS || meters.running() != 0) {
                throw new IllegalStateException("killed: " + killed + ", left: " + meters.running());
            }
            return nanos / 1e6;
        }
    }
}
