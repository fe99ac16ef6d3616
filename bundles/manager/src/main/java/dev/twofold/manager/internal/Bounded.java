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
import org.osgi.framework.BundleException;

/**
 * Framework calls that run a bundle's own code: on a thread of their own, because nobody can make an activator return.
 */
final class Bounded {

    private static final long GRACE_MILLIS = 500;

    private Bounded() {}

    /** A call into the framework. */
    interface Call<T> {
        T run() throws BundleException, RefusedException;
    }

    /**
     * Runs a call and waits for it. One that takes too long is interrupted if that may make it give up; otherwise it goes on
     * by itself, and does what it is to do when the framework lets it.
     *
     * @throws BundleException if it has thrown one
     * @throws RefusedException if it has thrown one, has thrown anything unexpected, or did not return in time
     */
    static <T> T run(String what, Duration limit, boolean interrupt, Call<T> call)
            throws BundleException, RefusedException {
        FutureTask<T> task = new FutureTask<>(call::run);
        Thread thread = new Thread(null, task, "twofold-framework", 0, false);
        thread.setDaemon(true);
        thread.start();
        try {
            return result(task, limit.toMillis());
        } catch (TimeoutException hangs) {
            String place = place(thread);
            if (interrupt) {
                thread.interrupt();
                awaitEnd(task);
            }
            throw new RefusedException(what + " did not return within " + limit.toMillis() + " ms, it was " + place);
        }
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
            throw new RefusedException("the manager of modules is being stopped");
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
