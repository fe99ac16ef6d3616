/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The random load on one engine for as many minutes as {@code -Dsoak.minutes} says, with a rest now and then in which all is
 * looked at and the heap is weighed.
 */
@EnabledIfSystemProperty(named = "soak.minutes", matches = "[0-9.]+")
class SoakTest {

    private static final Duration ROUND = Duration.ofSeconds(5);
    private static final int WARM_UP_PERCENT = 10;
    private static final double MOST_GROWTH = 1.1;
    private static final double MARGIN_MIB = 2;

    @Test
    void losesNothingAndStaysFlat() throws Exception {
        long seed = Long.getLong("load.seed", ThreadLocalRandom.current().nextLong());
        Set<Thread> before = Leftovers.threads();
        List<Double> heap = new ArrayList<>();
        int most = 0;
        World world = new World(seed);
        try (world) {
            for (long left = rounds(); left > 0; left--) {
                Load.run(world, ROUND);
                assertThat(world.faults()).as("with -Dload.seed=" + seed + ": " + world).isEmpty();
                most = Math.max(most, Leftovers.threads().size());
                heap.add(heapMib());
            }
            world.end();
        }
        assertThat(world.faults()).isEmpty();
        Set<Thread> leftovers = Leftovers.since(before);
        double warm = heap.get(heap.size() * WARM_UP_PERCENT / 100);
        double end = heap.get(heap.size() - 1);
        System.out.printf(
                "%s%nthreads before %d, at most %d, after %d%nheap %.2f MiB after %d %%, %.2f MiB at the end%n",
                world, before.size(), most, before.size() + leftovers.size(), warm, WARM_UP_PERCENT, end);
        assertThat(leftovers).isEmpty();
        assertThat(end).as("MiB after each round: " + heap).isLessThan(warm * MOST_GROWTH + MARGIN_MIB);
    }

    private static long rounds() {
        return Math.max(2, (long) (Double.parseDouble(System.getProperty("soak.minutes")) * 60 / ROUND.toSeconds()));
    }

    /** What is reachable: the least of some tries, because a collection does not promise to find all garbage. */
    private static double heapMib() {
        long least = Long.MAX_VALUE;
        for (int tries = 3; tries > 0; tries--) {
            System.gc();
            least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least / 1024.0 / 1024.0;
    }
}
