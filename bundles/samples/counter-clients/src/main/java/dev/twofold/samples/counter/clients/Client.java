/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.counter.clients;

import dev.twofold.samples.counter.api.Increment;
import dev.twofold.server.ServerRef;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Increments the counter in a loop, from one thread, until it is told to stop. */
final class Client implements Runnable {

    private static final Increment REQUEST = new Increment(1);
    private static final long PAUSE_MS = 10;

    private final ServerRef counter;
    private final Figures figures;
    private final CountDownLatch stop;
    private long last;

    Client(ServerRef counter, Figures figures, CountDownLatch stop) {
        this.counter = counter;
        this.figures = figures;
        this.stop = stop;
    }

    @Override
    public void run() {
        try {
            boolean stopped = false;
            while (!stopped) {
                // Without a pause, but for a counter that is not there: it would be asked a million times a second.
                stopped = stop.await(call() ? 0 : PAUSE_MS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whatever comes back instead of a higher count is a failed call; the client goes on in any case. */
    private boolean call() {
        figures.begins(this);
        try {
            long count = counter.call(REQUEST);
            if (count <= last) {
                throw new IllegalStateException("the counter went from " + last + " to " + count);
            }
            last = count;
            figures.succeeds(this, REQUEST.by());
            return true;
        } catch (RuntimeException failure) {
            figures.fails(this, failure.toString());
            return false;
        }
    }
}
