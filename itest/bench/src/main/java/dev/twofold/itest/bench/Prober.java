/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench;

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
    private long longest;

    Prober(ServerRef server) {
        this.server = server;
        thread.start();
    }

    private void run() {
        try {
            while (going) {
                long start = System.nanoTime();
                server.call(Increment.ONE);
                longest = Math.max(longest, System.nanoTime() - start);
                calls++;
                CountDownLatch asked = reset;
                if (asked.getCount() > 0) {
                    longest = 0;
                    calls = 0;
                    asked.countDown();
                }
            }
        } catch (RuntimeException failed) {
            failure = failed;
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
            throw new IllegalStateException("a call failed", failure);
        }
        return new Seen(calls, longest / 1e6);
    }

    /**
     * What it has seen.
     *
     * @param calls how many calls were answered
     * @param longestMillis how long the longest took
     */
    record Seen(long calls, double longestMillis) {
    }

    @Override
    public void close() {
        going = false;
    }
}
