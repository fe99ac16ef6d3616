/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs tasks one after the other on a thread of its own, in the order given. Safe from any thread. */
final class SerialQueue {

    private final ThreadPoolExecutor executor;

    SerialQueue(String name) {
        executor = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
            Thread thread = new Thread(null, work, name, 0, false);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Runs a task later, or tells it at once or later that the queue has been stopped. */
    void execute(Runnable work, Runnable cancelled) {
        try {
            executor.execute(new Task(work, cancelled));
        } catch (RejectedExecutionException stopped) {
            cancelled.run();
        }
    }

    /** Takes no more tasks, and waits for those there are. {@code false} if they do not end in time. */
    boolean end(Duration limit) {
        executor.shutdown();
        try {
            return executor.awaitTermination(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            executor.shutdownNow();
        }
    }

    /** Cancels what waits, and waits for the task that runs. {@code false} if it does not end in time. */
    boolean stop(Duration limit) {
        List<Runnable> waiting = new ArrayList<>();
        executor.shutdown();
        executor.getQueue().drainTo(waiting);
        waiting.forEach(task -> ((Task) task).cancelled().run());
        try {
            boolean ended = executor.awaitTermination(limit.toNanos(), TimeUnit.NANOSECONDS);
            executor.shutdownNow();
            return ended;
        } catch (InterruptedException interrupted) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private record Task(Runnable work, Runnable cancelled) implements Runnable {

        @Override
        public void run() {
            work.run();
        }
    }
}
