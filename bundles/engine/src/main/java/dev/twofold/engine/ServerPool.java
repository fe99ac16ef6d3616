/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads that run servers. One queue for all, first come, first served, so that no busy server keeps another from its
 * turn. As many threads are active as there are processors. One that waits for another server is replaced for as long; one
 * that does not come back for a while, because its callback blocks in another way, is not counted until it does.
 *
 * <p>A thread without work looks for some for a few microseconds before it goes to sleep, since waking it costs more; one
 * at a time does so. Who finds something while it is the only one that looked wakes another if there is more.
 *
 * <p>Threads are made by the timer's thread, never by one that has code of a module on its stack: on older JDKs a thread
 * keeps what was on the stack when it was made. What a module has left in a thread goes with the thread: {@link #renew}.
 */
final class ServerPool implements Executor {

    private static final int MOST_THREADS = 4_096;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long WATCH_MILLIS = 50;
    private static final long BUSY_WATCH_MILLIS = 10;
    private static final long LOST_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long LOOK_NANOS = 30_000;
    private static final int SPINS = 100;

    private static final VarHandle TURNS = turns();

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger active = new AtomicInteger();
    private final AtomicInteger threads = new AtomicInteger();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final Spin spin = new Spin(active);
    private final AtomicBoolean watched = new AtomicBoolean();
    private final Set<Worker> workers = ConcurrentHashMap.newKeySet();
    private final Deque<Worker> asleep = new ArrayDeque<>();
    private final int parallelism = Math.max(2, Runtime.getRuntime().availableProcessors());
    private final ScheduledThreadPoolExecutor spawner;
    private volatile int generation;
    private volatile long lastLook = System.nanoTime();
    private volatile boolean closed;
    private volatile Thread inOneGo;
    private volatile int limit = parallelism;

    ServerPool(ScheduledThreadPoolExecutor spawner) {
        this.spawner = spawner;
    }

    /** If this throws, the task has not been taken. */
    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (closed) {
            runTheRest();
        } else if (!looking.get() && inOneGo != Thread.currentThread()) {
            tryToWakeOne();
        }
    }

    /**
     * Wakes threads for what this one hands in only when all of it is there. Whoever is woken, or is answered by who is woken,
     * may take the processor of this thread, and keep it for milliseconds.
     */
    void inOneGo(Runnable handsIn) {
        inOneGo = Thread.currentThread();
        try {
            handsIn.run();
        } finally {
            inOneGo = null; // of two at the same time one wakes threads early
            tasks.stream().limit(parallelism).forEach(task -> tryToWakeOne());
        }
    }

    /** On the thread of somebody who may be short of stack or memory; there are others that will try. */
    private void tryToWakeOne() {
        try {
            wakeOne();
        } catch (StackOverflowError | OutOfMemoryError shortage) {
            return;
        }
    }

    /** When the threads have gone: somebody may wait for a stage; servers have ended. */
    private void runTheRest() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** Whether a thread is about to take what is handed in now. */
    boolean isQuick() {
        return looking.get();
    }

    /** How threads wait for each other that are about to be answered. */
    Spin spin() {
        return spin;
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
        active.decrementAndGet();
        worker.waiting = true;
        try {
            if (!tasks.isEmpty()) {
                wakeOne();
            }
            wait.run();
        } finally {
            worker.waiting = false;
            active.incrementAndGet(); // before it is looked whether there is a watch, which ends the other way round
            ensureWatched();
        }
    }

    /** Replaces all threads, each when it has finished its turn. */
    void renew() {
        generation++;
        wakeAll();
    }

    /** Lets the threads end; {@code false} if some are still at work when the limit has passed. */
    boolean close(Deadline deadline) throws InterruptedException {
        closed = true;
        wakeAll();
        while (threads.get() > 0 && !deadline.hasPassed()) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        runTheRest();
        return threads.get() == 0;
    }

    // ---- waking and making threads

    /** If not enough threads are active, one more. */
    private void wakeOne() {
        for (int now = active.get(); now < limit && !closed; now = active.get()) {
            if (active.compareAndSet(now, now + 1)) {
                boolean done = false;
                try {
                    wakeOrSpawn();
                    done = true;
                } finally {
                    if (!done) {
                        active.decrementAndGet();
                    }
                }
                return;
            }
        }
    }

    /** The thread has been counted as active. */
    private void wakeOrSpawn() {
        Worker sleeper;
        synchronized (asleep) {
            sleeper = asleep.pollLast(); // the one whose caches are warmest
        }
        if (sleeper == null) {
            spawner.execute(this::spawn);
        } else {
            sleeper.wake();
        }
        if (!ensureWatched() && System.nanoTime() - lastLook > LOST_NANOS) { // its thread has died of a lack of memory
            lastLook = System.nanoTime();
            watchLater();
        }
    }

    /** On the spawner's thread. If there are no threads to be had the watch tries again. */
    private void spawn() {
        boolean started = false;
        threads.incrementAndGet();
        try {
            new Worker().start();
            started = true;
        } finally {
            if (!started) {
                threads.decrementAndGet();
                active.decrementAndGet();
            }
        }
    }

    private void wakeAll() {
        synchronized (asleep) {
            for (Worker worker = asleep.pollLast(); worker != null; worker = asleep.pollLast()) {
                active.incrementAndGet();
                worker.wake();
            }
        }
    }

    // ---- the watch

    /** Whoever becomes active may block without saying so, and then only the watch helps; {@code false} if it was on. */
    private boolean ensureWatched() {
        boolean begun = !watched.get() && watched.compareAndSet(false, true);
        if (begun) {
            lastLook = System.nanoTime();
            watchLater();
        }
        return begun;
    }

    private void watchLater() {
        if (!closed) {
            spawner.schedule(this::watch, tasks.isEmpty() ? WATCH_MILLIS : BUSY_WATCH_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** On the spawner's thread, while threads are active. */
    private void watch() {
        try {
            lookForStuck();
        } finally {
            if (active.get() > 0 || !tasks.isEmpty()) {
                watchLater();
            } else {
                limit = parallelism;
                watched.set(false);
                if ((active.get() > 0 || !tasks.isEmpty()) && watched.compareAndSet(false, true)) {
                    watchLater();
                }
            }
        }
    }

    private void lookForStuck() {
        lastLook = System.nanoTime();
        int stuck = 0;
        for (Worker worker : workers) {
            stuck += worker.isStuck() ? 1 : 0;
        }
        int wanted = Math.min(MOST_THREADS, parallelism + stuck + stuck / 2);
        int before = limit;
        limit = Math.max(wanted, before - Math.max(1, (before - parallelism) / 8)); // it may be wanted again soon
        for (int left = limit - active.get(); left > 0 && !tasks.isEmpty(); left--) {
            wakeOne();
        }
    }

    private static VarHandle turns() {
        try {
            return MethodHandles.lookup().findVarHandle(Worker.class, "turns", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** A thread that runs servers. */
    final class Worker extends Thread {

        private final int born = generation;
        private final ClassLoader neutral = ServerPool.class.getClassLoader();
        private final Running running = new Running();
        private volatile boolean woken;
        private volatile boolean waiting;
        private volatile long turns;
        private long turnsBefore;

        Worker() {
            super(null, null, "twofold-server", 0, false);
            setDaemon(true);
        }

        ServerPool pool() {
            return ServerPool.this;
        }

        /** What this thread does; for this thread. */
        Running running() {
            return running;
        }

        @Override
        public void run() {
            workers.add(this);
            boolean counted = true;
            try {
                while (runNext()) {
                    setContextClassLoader(neutral);
                    Thread.interrupted(); // left behind by a task
                    TURNS.setOpaque(this, turns + 1);
                }
                counted = false;
            } finally {
                if (counted) { // a failure that must not be kept
                    active.decrementAndGet();
                }
                workers.remove(this);
                threads.decrementAndGet();
                if (!tasks.isEmpty()) {
                    wakeOne();
                }
            }
        }

        /** In a method of its own: a thread that looks for work keeps nothing of the last. */
        private boolean runNext() {
            Runnable task = next();
            if (task != null) {
                TURNS.setOpaque(this, turns + 1);
                task.run();
            }
            return task != null;
        }

        /** What to do next; {@code null} if the thread is to end, which is no longer counted as active then. */
        private Runnable next() {
            while (isWanted()) {
                Runnable task = null;
                if (active.get() <= limit) {
                    task = tasks.poll();
                    if (task == null) {
                        task = look();
                    }
                }
                if (task != null) {
                    return task;
                }
                if (!sleep()) {
                    return null;
                }
            }
            active.decrementAndGet();
            return null;
        }

        /** Whether its task blocks, or has not ended since the watch looked last. On the watch's thread. */
        private boolean isStuck() {
            long now = turns;
            boolean same = now == turnsBefore;
            turnsBefore = now;
            return (now & 1) == 1 && !waiting && (same || isBlocked());
        }

        private boolean isBlocked() {
            State state = getState();
            return state == State.BLOCKED || state == State.WAITING || state == State.TIMED_WAITING;
        }

        /** Not if it may hold something of a module that is gone. */
        private boolean isWanted() {
            return !closed && born == generation;
        }

        /** Looks for work for a moment, unless another thread does or it does not pay. */
        private Runnable look() {
            if (!spin.pays() || !looking.compareAndSet(false, true)) {
                return null;
            }
            Runnable task = null;
            long end = System.nanoTime() + LOOK_NANOS;
            do {
                for (int left = SPINS; left > 0 && task == null; left--) {
                    Thread.onSpinWait();
                    task = tasks.poll();
                }
                if (task == null) {
                    spin.makeRoom();
                }
            } while (task == null && System.nanoTime() - end < 0 && isWanted());
            looking.set(false);
            if (task != null && !tasks.isEmpty()) {
                wakeOne();
            }
            return task;
        }

        /** {@code false} if it has slept for so long that it is to end; it is no longer counted as active then. */
        private boolean sleep() {
            woken = false;
            synchronized (asleep) {
                asleep.addLast(this);
            }
            active.decrementAndGet();
            if (!isWanted() && giveUp()) {
                return false;
            }
            if (!tasks.isEmpty()) {
                wakeOne(); // something came before this thread could be woken for it
            }
            long end = System.nanoTime() + IDLE_NANOS;
            while (!woken) {
                long left = end - System.nanoTime();
                if (left > 0) {
                    LockSupport.parkNanos(this, left);
                    Thread.interrupted();
                } else if (giveUp()) {
                    return false;
                }
            }
            return true;
        }

        /** {@code false} if it has just been woken. */
        private boolean giveUp() {
            synchronized (asleep) {
                return asleep.remove(this);
            }
        }

        void wake() {
            woken = true;
            LockSupport.unpark(this);
        }
    }
}
