/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for what others' code may block, or leave something behind in: nothing waits behind it, and a thread that has
 * nothing more to do soon ends. Safe from any thread.
 */
final class AsideThreads implements AutoCloseable {

    private static final long IDLE_SECONDS = 10;

    private final ThreadPoolExecutor threads;

    AsideThreads(String name) {
        threads = new ThreadPoolExecutor(1, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(),
                work -> {
                    Thread thread = new Thread(null, work, name, 0, false);
                    thread.setDaemon(true);
                    return thread;
                }, (work, closed) -> work.run());
        threads.allowCoreThreadTimeOut(true);
    }

    /** Something will come soon: its thread is made now, if there is none. */
    void prepare() {
        threads.prestartCoreThread();
    }

    void run(Runnable work) {
        threads.execute(work);
    }

    /** Threads end when they have come to an end. What comes afterwards is run by whoever gives it. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
