/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads of a node; all are daemons with names that begin with {@code twofold-}. */
final class Threads {

    private static final int MAX_COMPENSATION = 512;
    private static final int SPARE = 2;

    private Threads() {}

    /**
     * A pool in which a server that waits for another one's reply is replaced by a further thread. Its threads are made
     * by the JDK's own factory, which keeps nothing of the code that happens to be on the stack.
     */
    static ForkJoinPool pool() {
        int parallelism = Math.max(2, Runtime.getRuntime().availableProcessors()) * SPARE;
        return new ForkJoinPool(parallelism, Threads::worker, null, true, parallelism, parallelism + MAX_COMPENSATION,
                1,
                saturated -> true, 30, TimeUnit.SECONDS);
    }

    static ScheduledThreadPoolExecutor timers() {
        ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "twofold-timer"));
        timers.setRemoveOnCancelPolicy(true);
        timers.prestartCoreThread();
        return timers;
    }

    /** At most as many threads as processors, which end with the executor. */
    static ExecutorService changers(int wanted) {
        int count = Math.min(wanted, Runtime.getRuntime().availableProcessors());
        return Executors.newFixedThreadPool(count, task -> daemon(task, "twofold-change"));
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(null, task, name, 0, false);
        thread.setDaemon(true);
        return thread;
    }

    private static ForkJoinWorkerThread worker(ForkJoinPool pool) {
        ForkJoinWorkerThread thread = ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
        thread.setName("twofold-" + thread.getPoolIndex());
        return thread;
    }
}
