/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.engine.load.Circuit.Trouble;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Upgrades of several groups alternate with the way back, while their servers call each other and never pause, and some are
 * refused. {@code -Dcircuit.upgrades=10000} for more, {@code -Dcircuit.seed=} for the same again, as far as threads are.
 */
class CircuitTest {

    private static final int UPGRADES = Integer.getInteger("circuit.upgrades", 200);
    private static final long SEED = Long.getLong("circuit.seed", ThreadLocalRandom.current().nextLong());
    private static final int CLIENTS = 2;

    private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);

    @AfterEach
    void stop() {
        clients.shutdownNow();
    }

    @Test
    void losesNothingWhenGroupsAreUpgradedThereAndBack() throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        Map<Trouble, Integer> done = new EnumMap<>(Trouble.class);
        try (Circuit circuit = new Circuit()) {
            List<Future<?>> work = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                work.add(clients.submit(circuit::call));
            }
            for (int number = 0; number < UPGRADES; number++) {
                long before = circuit.hops();
                int least = random.nextInt(40);
                await("calls", () -> circuit.hops() >= before + least);
                if (number % 4 == 0) {
                    circuit.upgradeAlone(number / 4);
                }
                Trouble trouble = Trouble.values()[Math.max(0, random.nextInt(8) - 4)];
                if (circuit.upgrade(trouble, random.nextInt(100))) {
                    done.merge(trouble, 1, Integer::sum);
                }
            }
            circuit.halt();
            for (Future<?> client : work) {
                client.get(30, TimeUnit.SECONDS);
            }
            await("the end of the last round", circuit::isAtRest);
            assertThat(circuit.faults()).as("with -Dcircuit.seed=" + SEED).isEmpty();
            assertThat(done).doesNotContainKeys(Trouble.A_STATE, Trouble.THE_COMMIT).containsKey(Trouble.NONE);
            if (Boolean.getBoolean("circuit.print")) {
                System.out.printf("%d tries, gone over %s, %d calls%n", UPGRADES, done, circuit.hops());
            }
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + Circuit.LONG.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("waited too long for " + what).isNegative();
            World.pause(20);
        }
    }
}
