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
import java.util.concurrent.atomic.AtomicLong;

/** A client that calls a server in a loop, counts the calls and keeps how long the longest took. */
final class Prober implements AutoCloseable {

    private final ServerRef server;
    private final Thread thread = new Thread(this::run, "prober");
    private volatile boolean going = true;
    private volatile CompletableFuture<Seen> asked = new CompletableFuture<>();
    private volatile Throwable failure;
    private final AtomicLong answered = new AtomicLong(); // its own thread counts
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
                    answered.lazySet(answered.getPlain() + 1);
                } else {
                    failed++;
                }
                longest = Math.max(longest, System.nanoTime() - start);
                if (!asked.isDone()) {
                    asked.complete(seen());
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
        return new Seen(failed, longest / 1e6);
    }

    /** How many of its calls have been answered so far. From any thread, at once. */
    long answered() {
        return answered.get();
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
     * @param failed how many calls were not answered
     * @param longestMillis how long the longest took
     */
    record Seen(long failed, double longestMillis) {

        static final Seen NOTHING = new Seen(0, 0);

        Seen and(Seen other) {
            return new Seen(failed + other.failed, Math.max(longestMillis, other.longestMillis));
        }
    }

    @Override
    public void close() {
        going = false;
    }
}
