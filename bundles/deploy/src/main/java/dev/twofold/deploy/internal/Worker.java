/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.deploy.internal;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread that looks at the folder and talks to the manager: so that File Install's never waits. */
final class Worker {

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    private final Look look;
    private final Duration afterFailure;
    private final Semaphore wakeUps = new Semaphore(0);
    private final Thread thread = new Thread(this::run, "twofold-deploy");
    private volatile boolean stopped;

    /** What the thread does. */
    @FunctionalInterface
    interface Look {

        /** Looks once and says after which time to look again. */
        Duration look() throws InterruptedException;
    }

    Worker(Look look, Duration afterFailure) {
        this.look = look;
        this.afterFailure = afterFailure;
    }

    void start() {
        thread.start();
    }

    /** Has it look soon. Does not wait. */
    void wake() {
        wakeUps.release();
    }

    /**
     * Ends the thread. What it waits for in the manager is carried out all the same.
     *
     * @return whether it has ended within the limit
     */
    boolean stop(Duration limit) {
        stopped = true;
        thread.interrupt();
        try {
            thread.join(limit.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    private void run() {
        try {
            while (!stopped) {
                Duration pause = lookSafely();
                if (wakeUps.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    wakeUps.drainPermits();
                }
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    /** One failed look must not be the last one. */
    private Duration lookSafely() throws InterruptedException {
        try {
            return look.look();
        } catch (RuntimeException e) {
            if (!stopped) {
                LOG.error("the folder could not be reconciled; it is tried again in {} ms", afterFailure.toMillis(), e);
            }
            return afterFailure;
        }
    }
}
