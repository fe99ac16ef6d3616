/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.runtime.demo;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what happens in another process, where nobody can be notified: asks again and again until a deadline. */
public final class Await {

    private static final Duration PAUSE = Duration.ofMillis(50);

    private Await() {}

    /**
     * Waits for a value.
     *
     * @param what what is awaited, for the message
     * @param limit how long to wait
     * @param source asked from time to time; empty as long as there is nothing
     * @param <T> type of the value
     * @return the value
     * @throws RuntimeFailedException if there is none in time or the thread is interrupted
     */
    public static <T> T value(String what, Duration limit, Supplier<Optional<T>> source) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            Optional<T> value = source.get();
            if (value.isPresent()) {
                return value.get();
            }
            if (System.nanoTime() > deadline) {
                throw new RuntimeFailedException("waited for " + what + " in vain for " + limit.toSeconds() + " s");
            }
            LockSupport.parkNanos(PAUSE.toNanos());
            if (Thread.currentThread().isInterrupted()) {
                throw new RuntimeFailedException("interrupted while waiting for " + what);
            }
        }
    }

    /**
     * Waits for a condition.
     *
     * @param what what is awaited, for the message
     * @param limit how long to wait
     * @param condition asked from time to time
     * @throws RuntimeFailedException if it does not become true in time or the thread is interrupted
     */
    public static void until(String what, Duration limit, BooleanSupplier condition) {
        value(what, limit, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
    }
}
