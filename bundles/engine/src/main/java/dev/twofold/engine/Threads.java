/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The other threads of a node; all are daemons with names that begin with {@code twofold-}. */
final class Threads {

    private Threads() {}

    static ScheduledThreadPoolExecutor timers() {
        ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "twofold-timer"));
        timers.setRemoveOnCancelPolicy(true);
        timers.prestartCoreThread();
        return timers;
    }

    /** So many threads, which are there at once. */
    static ThreadPoolExecutor helpers(int count) {
        ThreadPoolExecutor helpers = new ThreadPoolExecutor(count, count, 0, TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(), task -> daemon(task, "twofold-gate"));
        helpers.prestartAllCoreThreads();
        return helpers;
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(null, task, name, 0, false);
        thread.setDaemon(true);
        return thread;
    }
}
