/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench;

import dev.twofold.itest.bench.Prober.Seen;
import dev.twofold.server.ServerRef;
import java.util.ArrayList;
import java.util.List;

/** A client for each of some servers. To be used by one thread. */
final class ProberCrew implements AutoCloseable {

    private final List<Prober> probers = new ArrayList<>();

    ProberCrew(ServerRef[] servers) {
        for (ServerRef server : servers) {
            probers.add(new Prober(server));
        }
    }

    /**
     * What they see while this thread works. Calls are counted from its first moment to its last; clients that wait for a
     * processor are late with what else they have seen.
     */
    Stretch during(Harness.Work work) throws Exception {
        lap();
        long before = answered();
        long start = System.nanoTime();
        work.run();
        long nanos = System.nanoTime() - start;
        long calls = answered() - before;
        return new Stretch(lap(), calls, nanos);
    }

    private long answered() {
        return probers.stream().mapToLong(Prober::answered).sum();
    }

    private Seen lap() throws InterruptedException {
        Seen all = Seen.NOTHING;
        for (Prober prober : probers) {
            all = all.and(prober.lap());
        }
        return all;
    }

    @Override
    public void close() {
        probers.forEach(Prober::close);
    }

    /**
     * A time, or several.
     *
     * @param seen what clients have seen
     * @param calls how many were answered
     * @param nanos how long it was
     */
    record Stretch(Seen seen, long calls, long nanos) {

        static final Stretch NONE = new Stretch(Seen.NOTHING, 0, 0);

        double callsPerSecond() {
            return Harness.perSecond(calls, nanos);
        }

        Stretch and(Stretch other) {
            return new Stretch(seen.and(other.seen), calls + other.calls, nanos + other.nanos);
        }
    }
}
