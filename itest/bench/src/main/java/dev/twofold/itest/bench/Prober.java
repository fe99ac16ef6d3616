/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench;

import dev.twofold.server.CallFailedException;
import dev.twofold.server.ServerRef;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A client that calls a server in a loop, and keeps how long its longest call took. */
final class Prober implements AutoCloseable {

    private final ServerRef server;
    private final Thread thread = new Thread(this::run, "prober");
    private volatile boolean going = true;
    private volatile CompletableFuture<Seen> asked = new CompletableFuture<>();
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
                if (!asked.isDone()) {
                    asked.complete(seen());
                    calls = 0;
                    failed = 0;
                    longest = 0;
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

    private Seen seen() {
        return new Seen(calls, failed, longest / 1e6);
    }

    /** What it has seen since this was asked last; a call has been answered meanwhile. */
    Seen lap() throws InterruptedException {
        CompletableFuture<Seen> lap = new CompletableFuture<>();
        asked = lap;
        try {
            return lap.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException stuck) {
            throw new IllegalStateException("the prober's call has not returned", failure);
        }
    }

    /** Stops when the call under way is answered; what it has seen since the last {@link #lap}. */
    Seen finish() throws InterruptedException {
        close();
        thread.join();
        if (failure != null) {
            throw new IllegalStateException("the prober has broken", failure);
        }
        return seen();
    }

    /**
     * What it has seen.
     *
     * @param calls how many calls were answered
     * @param failed how many were not
     * @param longestMillis how long the longest took
     */
    record Seen(long calls, long failed, double longestMillis) {

        static final Seen NOTHING = new Seen(0, 0, 0);

        Seen and(Seen other) {
            return new Seen(calls + other.calls, failed + other.failed, Math.max(longestMillis, other.longestMillis));
        }
    }

    @Override
    public void close() {
        going = false;
    }
}
