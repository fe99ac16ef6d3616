/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.server.ExitReason;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.osgi.framework.BundleException;

/**
 * Framework calls that run a bundle's own code: on a thread of their own, because nobody can make an activator return. One
 * that hangs is left alone with its thread, and the next call gets another. What a bundle leaves in the thread goes with
 * {@link #renew}. Used by the coordinator's thread only, but for {@link #close}.
 */
final class Bounded implements AutoCloseable {

    private static final long GRACE_MILLIS = 500;
    private static final long LOOK_MILLIS = 20;

    private final AtomicReference<Worker> idle = new AtomicReference<>();
    private final ClassLoader loader = Thread.currentThread().getContextClassLoader();
    private volatile boolean closed;

    /** A call into the framework. */
    interface Call<T> {
        T run() throws BundleException, RefusedException;
    }

    /** What a call waits for does not come before its caller has done something else: it was given up, and has no result. */
    static final class InVainException extends Exception {

        private static final long serialVersionUID = 1L;
    }

    /** A thread for one call after the other. */
    private final class Worker extends Thread {

        private volatile Runnable next;
        private volatile boolean last;

        Worker() {
            super(null, null, "twofold-framework", 0, false);
            setDaemon(true);
        }

        void make(Runnable call) {
            next = call;
            LockSupport.unpark(this);
        }

        /** Makes no more calls. */
        void end() {
            last = true;
            LockSupport.unpark(this);
        }

        @Override
        public void run() {
            while (isNextThere()) {
                makeNext(); // what came of it is not held while it waits
            }
        }

        private void makeNext() {
            Runnable call = next;
            next = null;
            setContextClassLoader(loader);
            call.run();
        }

        private boolean isNextThere() {
            while (next == null && !last) {
                LockSupport.park(this);
            }
            return next != null;
        }
    }

    private Worker worker() {
        Worker free = idle.getAndSet(null);
        return free == null ? started() : free;
    }

    private Worker started() {
        Worker worker = new Worker();
        worker.start();
        return worker;
    }

    private void release(Worker worker) {
        if (closed || !idle.compareAndSet(null, worker)) {
            worker.end();
        } else if (closed) {
            end();
        }
    }

    /**
     * A bundle has gone: what it has left in the thread goes too. The next thread is started at once: on a busy machine that
     * takes long, and later somebody waits for it.
     */
    void renew() {
        end();
        if (!closed) {
            release(started());
        }
    }

    private void end() {
        Worker left = idle.getAndSet(null);
        if (left != null) {
            left.end();
        }
    }

    /** Lets the thread go. Calls are still possible, each on a thread that is started for it. */
    @Override
    public void close() {
        closed = true;
        end();
    }

    /**
     * Runs a call and waits for it. One that takes too long is interrupted if that may make it give up; otherwise it goes on
     * by itself, and does what it is to do when the framework lets it.
     *
     * @throws BundleException if it has thrown one
     * @throws RefusedException if it has thrown one, has thrown anything unexpected, or did not return in time
     */
    <T> T run(String what, Duration limit, boolean interrupt, Call<T> call) throws BundleException, RefusedException {
        try {
            return run(what, limit, interrupt, () -> false, call);
        } catch (InVainException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * The same for a call that may come to wait for its own caller. It is interrupted then.
     *
     * @param inVain whether it does so; asked again and again while it is waited for
     */
    <T> T runUnless(BooleanSupplier inVain, String what, Duration limit, Call<T> call)
            throws BundleException, RefusedException, InVainException {
        return run(what, limit, true, inVain, call);
    }

    private <T> T run(String what, Duration limit, boolean interrupt, BooleanSupplier inVain, Call<T> call)
            throws BundleException, RefusedException, InVainException {
        FutureTask<T> task = new FutureTask<>(call::run);
        Worker worker = worker();
        worker.make(task);
        try {
            return result(task, limit.toMillis(), inVain);
        } catch (InVainException given) {
            giveUp(task, worker);
            throw given;
        } catch (TimeoutException hangs) {
            String place = place(worker);
            if (interrupt) {
                giveUp(task, worker);
            }
            throw new RefusedException(what + " did not return within " + limit.toMillis() + " ms, it was " + place);
        } finally {
            if (task.isDone() && !worker.isInterrupted()) {
                release(worker);
            } else {
                worker.end();
            }
        }
    }

    private static <T> T result(FutureTask<T> task, long millis, BooleanSupplier inVain)
            throws BundleException, RefusedException, TimeoutException, InVainException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (true) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            try {
                return result(task, Math.max(0, Math.min(left, LOOK_MILLIS)));
            } catch (TimeoutException notYet) {
                if (inVain.getAsBoolean() && !task.isDone()) {
                    throw new InVainException();
                }
                if (left <= LOOK_MILLIS) {
                    throw notYet;
                }
            }
        }
    }

    private static void giveUp(FutureTask<?> task, Worker worker) {
        worker.interrupt();
        awaitEnd(task);
    }

    /** How it ends does not matter: that is what the interrupt has done. */
    private static void awaitEnd(FutureTask<?> task) {
        try {
            result(task, GRACE_MILLIS);
        } catch (BundleException | RefusedException | TimeoutException interrupted) {
            return;
        }
    }

    private static <T> T result(FutureTask<T> task, long millis)
            throws BundleException, RefusedException, TimeoutException {
        try {
            return task.get(millis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof BundleException refused) {
                throw refused;
            }
            if (failed.getCause() instanceof RefusedException refused) {
                throw refused;
            }
            throw new RefusedException(ExitReason.of(failed.getCause()).text());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new RefusedException("the manager of modules is being stopped: try again when it is there");
        }
    }

    private static String place(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (!frame.getClassName().startsWith("java.") && !frame.getClassName().startsWith("jdk.")) {
                return "in " + frame;
            }
        }
        return "not in anybody's code";
    }
}
