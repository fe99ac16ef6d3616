/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads for what others' code may block, or leave something behind in: nothing waits behind it, and a thread that has
 * nothing more to do soon ends. Safe from any thread.
 */
final class AsideThreads implements AutoCloseable {

    private static final long IDLE_SECONDS = 10;
    private static final Logger LOG = LoggerFactory.getLogger(AsideThreads.class);

    private final ThreadPoolExecutor threads;

    AsideThreads(String name) {
        this(work -> {
            Thread thread = new Thread(null, work, name, 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(AsideThreads.class.getClassLoader());
            return thread;
        });
    }

    AsideThreads(ThreadFactory made) {
        threads = new ThreadPoolExecutor(1, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(),
                made, (work, closed) -> work.run());
        threads.allowCoreThreadTimeOut(true);
    }

    /** Something will come soon: its thread is made now, if there is none. */
    void prepare() {
        try {
            threads.prestartCoreThread();
        } catch (OutOfMemoryError none) { // it is tried again then
            LOG.error("no thread can be started", none);
        }
    }

    /** If there can be no thread, that of who gives it has to do it. */
    void run(Runnable work) {
        try {
            threads.execute(work);
        } catch (OutOfMemoryError none) {
            LOG.error("no thread can be started", none);
            work.run();
        }
    }

    /** Threads end when they have come to an end. What comes afterwards is run by whoever gives it. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
