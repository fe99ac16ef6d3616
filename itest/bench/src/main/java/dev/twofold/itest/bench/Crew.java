/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Clients at work.
 *
 * @param ends when each of them has done its job
 * @param started when they began, by {@link System#nanoTime}
 */
record Crew(List<? extends Future<?>> ends, long started) {

    private static final long LIMIT_SECONDS = 120;

    /**
     * Waits for all.
     *
     * @return the nanoseconds from the beginning to the end of the last
     * @throws ExecutionException if one of them failed
     * @throws TimeoutException if one of them did not end
     */
    long join() throws InterruptedException, ExecutionException, TimeoutException {
        for (Future<?> end : ends) {
            end.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
        return System.nanoTime() - started;
    }
}
