/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench;

import dev.twofold.server.CallFailedException;
import dev.twofold.server.ServerRef;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A client that calls a server in a loop, and keeps how long its longest call took. */
final class Prober implements AutoCloseable {

    private final ServerRef server;
    private final Thread thread = new Thread(this::run, "prober");
    private volatile boolean going = true;
    private volatile CountDownLatch reset = new CountDownLatch(1);
    private volatile Throwable failure;
    private long calls;
    private long failed;
    private long longest;

    Prober(ServerRef server) {
        this.server = server;
        thread.start();
    }

    private void run() {
        try {
            while (going) {
                long start = System.nanoTime();
                if (call()) {
                    calls++;
                } else {
                    failed++;
                }
                longest = Math.max(longest, System.nanoTime() - start);
                CountDownLatch asked = reset;
                if (asked.getCount() > 0) {
                    longest = 0;
                    calls = 0;
                    failed = 0;
                    asked.countDown();
                }
            }
        } catch (RuntimeException unexpected) {
            failure = unexpected;
        }
    }

    private boolean call() {
        try {
            server.call(Increment.ONE);
            return true;
        } catch (CallFailedException counted) {
            return false;
        }
    }

    /** From now on calls count; a call has been answered since. */
    void mark() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        reset = asked;
        if (!asked.await(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the prober's call has not returned", failure);
        }
    }

    /** Stops when the call under way is answered. */
    Seen finish() throws InterruptedException {
        close();
        thread.join();
        if (failure != null) {
            throw new IllegalStateException("the prober has broken", failure);
        }
        return new Seen(calls, failed, longest / 1e6);
    }

    /**
     * What it has seen.
     *
     * @param calls how many calls were answered
     * @param failed how many were not
     * @param longestMillis how long the longest took
     */
    record Seen(long calls, long failed, double longestMillis) {
    }

    @Override
    public void close() {
        going = false;
    }
}
