/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that run servers. One queue for all, first come, first served, so that no busy server keeps another from its
 * turn. A thread that waits for another server is replaced for as long; if no task is taken for a while although some wait,
 * because callbacks block in other ways, there is a thread more.
 *
 * <p>Threads are made by the timer's thread, never by one that has code of a module on its stack: on older JDKs a thread
 * keeps what was on the stack when it was made. What a module has left in a thread goes with the thread: {@link #renew}.
 */
final class ServerPool implements Executor {

    private static final int MOST_THREADS = 4_096;
    private static final long IDLE_SECONDS = 5;
    private static final long WATCH_MILLIS = 50;

    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final AtomicInteger runnable = new AtomicInteger();
    private final AtomicInteger threads = new AtomicInteger();
    private final int parallelism = Math.max(2, Runtime.getRuntime().availableProcessors());
    private final ScheduledThreadPoolExecutor spawner;
    private volatile int generation;
    private volatile boolean closed;
    private volatile long taken;
    private long takenBefore;

    ServerPool(ScheduledThreadPoolExecutor spawner) {
        this.spawner = spawner;
        spawner.scheduleWithFixedDelay(this::watch, WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        growIfShort();
    }

    /** Something that waits. */
    interface Wait {
        void run() throws InterruptedException;
    }

    /** Waits; on a thread of the pool, another one may take its place meanwhile. */
    void blocking(Wait wait) throws InterruptedException {
        if (!(Thread.currentThread() instanceof Worker worker) || worker.pool() != this) {
            wait.run();
            return;
        }
        runnable.decrementAndGet();
        try {
            if (!tasks.isEmpty()) {
                growIfShort();
            }
            wait.run();
        } finally {
            runnable.incrementAndGet();
        }
    }

    /** Replaces all threads, each when it has finished its turn. */
    void renew() {
        generation++;
        for (int left = threads.get(); left > 0; left--) {
            tasks.add(() -> {}); // wakes those that have nothing to do
        }
    }

    /** Lets the threads end; {@code false} if some are still at work when the limit has passed. */
    boolean close(Deadline deadline) throws InterruptedException {
        closed = true;
        for (int left = threads.get(); left > 0; left--) {
            tasks.add(() -> {});
        }
        while (threads.get() > 0 && !deadline.hasPassed()) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        return threads.get() == 0;
    }

    private void growIfShort() {
        for (int now = runnable.get(); now < parallelism && !closed; now = runnable.get()) {
            if (runnable.compareAndSet(now, now + 1)) {
                spawn();
                return;
            }
        }
    }

    private void spawn() {
        threads.incrementAndGet();
        spawner.execute(() -> new Worker().start());
    }

    /** On the spawner's thread. */
    private void watch() {
        long now = taken;
        if (!tasks.isEmpty() && now == takenBefore && threads.get() < MOST_THREADS && !closed) {
            runnable.incrementAndGet();
            spawn();
        }
        takenBefore = now;
    }

    private final class Worker extends Thread {

        private final int born = generation;
        private final ClassLoader neutral = ServerPool.class.getClassLoader();

        Worker() {
            super(null, null, "twofold-server", 0, false);
            setDaemon(true);
        }

        ServerPool pool() {
            return ServerPool.this;
        }

        @Override
        public void run() {
            try {
                while (!closed && born == generation && takeTurn()) {
                    setContextClassLoader(neutral);
                }
            } catch (InterruptedException stopped) {
                interrupt();
            } finally {
                runnable.decrementAndGet();
                threads.decrementAndGet();
                if (!tasks.isEmpty()) {
                    growIfShort();
                }
            }
        }

        /** {@code false} if there was nothing to do and there are threads enough. */
        private boolean takeTurn() throws InterruptedException {
            Runnable task = tasks.poll(IDLE_SECONDS, TimeUnit.SECONDS);
            if (task == null) {
                return runnable.get() <= parallelism;
            }
            if (born != generation) {
                tasks.add(task); // for a thread in which no module has left anything
                return false;
            }
            taken++;
            task.run();
            return true;
        }
    }
}
