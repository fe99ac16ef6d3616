/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what other threads do. All deadlines of the tests are this one. */
final class Await {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final long POLL_NANOS = 5_000_000;

    private Await() {}

    /** Returns when it is so; fails after the deadline, with the facts. */
    static void until(String what, BooleanSupplier condition, Supplier<String> facts) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + PATIENCE.toSeconds() + " s: " + what + "\n" + facts.get());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
