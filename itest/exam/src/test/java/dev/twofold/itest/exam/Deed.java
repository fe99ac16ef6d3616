/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;

/**
 * Something that somebody does to a bundle, on a thread of its own: the bundle may hang in its start, and what is done to it
 * next waits for that. Belongs to the thread that has begun it.
 */
final class Deed {

    private static final long LONGEST_HANG_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Bundle bundle;
    private final FutureTask<String> work;
    private final Thread thread;
    private final long begun = System.nanoTime();
    private boolean givenUp;

    private Deed(Bundle bundle, Callable<String> work) {
        this.bundle = bundle;
        this.work = new FutureTask<>(work);
        this.thread = new Thread(this.work, "stranger");
    }

    static Deed begin(Bundle bundle, Callable<String> work) {
        Deed deed = new Deed(bundle, work);
        deed.thread.start();
        return deed;
    }

    /** Returns when it is over, or takes longer. */
    void await(long millis) throws InterruptedException {
        thread.join(millis);
    }

    boolean isOver() {
        return !thread.isAlive();
    }

    /** Ends the start of a bundle that has hung for too long, or the wait for that. */
    void giveUpIfItHangs() {
        if (bundle.getState() == Bundle.STARTING && System.nanoTime() - begun > LONGEST_HANG_NANOS) {
            givenUp = true;
            thread.interrupt();
        }
    }

    /** What has been done. */
    String result() throws ExecutionException, InterruptedException {
        return givenUp ? "given up" : work.get();
    }
}
