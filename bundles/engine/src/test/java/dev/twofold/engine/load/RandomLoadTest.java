/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Clients and servers that do everything that can be done, at random, while servers are killed, suspended and changed. What
 * is done follows from the seed, in which order it happens does not. {@code -Dload.seconds=60} does it for longer,
 * {@code -Dload.seed=…} repeats a run.
 */
class RandomLoadTest {

    private static final long FIXED = 4_711;
    private static final double SECONDS = Double.parseDouble(System.getProperty("load.seconds", "1.5"));

    static LongStream seeds() {
        Long given = Long.getLong("load.seed");
        return given == null ? LongStream.of(FIXED, ThreadLocalRandom.current().nextLong()) : LongStream.of(given);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void keepsOrderAndLosesAndDoublesNothing(long seed) throws Exception {
        Set<Thread> before = Leftovers.threads();
        World world = new World(seed);
        try (world) {
            Load.run(world, Duration.ofMillis((long) (SECONDS * 1_000)));
            world.end();
        }
        assertThat(world.faults()).as("with -Dload.seed=" + seed + ": " + world).isEmpty();
        assertThat(world.answered()).as(world.toString()).isGreaterThan(100);
        assertThat(Leftovers.since(before)).isEmpty();
    }
}
