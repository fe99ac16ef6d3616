/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.module.SwapListener;
import dev.twofold.server.ExitReason;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells one listener, on a thread that is there while there is something to tell. Safe from any thread. */
final class Feed {

    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
    private static final long IDLE_SECONDS = 1;

    private final SwapListener listener;
    private final String name;
    private final AtomicInteger dropped = new AtomicInteger();
    private final ThreadPoolExecutor thread;

    Feed(SwapListener listener) {
        this.listener = listener;
        this.name = listener.getClass().getName();
        this.thread = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(SwapListener.MOST_WAITING), Feed::thread, this::full);
        thread.allowCoreThreadTimeOut(true);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(null, work, "twofold-listener", 0, false);
        thread.setDaemon(true);
        return thread;
    }

    boolean isOf(SwapListener other) {
        return listener == other;
    }

    void tell(Consumer<SwapListener> news) {
        thread.execute(() -> {
            tellOfDropped();
            try {
                news.accept(listener);
            } catch (Exception | LinkageError | AssertionError | StackOverflowError failed) { // whatever it is, it is its own
                LOG.warn("listener {} failed: {}", name, ExitReason.of(failed).text());
            }
        });
    }

    private void tellOfDropped() {
        int count = dropped.getAndSet(0);
        if (count > 0) {
            LOG.warn("listener {} was too slow: it was not told of {} things", name, count);
        }
    }

    /** The latest matters most. */
    private void full(Runnable news, ThreadPoolExecutor executor) {
        while (!executor.isShutdown() && !executor.getQueue().offer(news)) {
            if (executor.getQueue().poll() != null && dropped.getAndIncrement() == 0) {
                LOG.warn("listener {} blocks: the oldest of {} things that wait for it are dropped", name,
                        SwapListener.MOST_WAITING);
            }
        }
    }

    /** What waits is not told any more. */
    void close() {
        thread.shutdownNow();
    }
}
