/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.testkit;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** The class loaders of revisions that are gone, until they are collected. */
final class GoneRevisions {

    private static final long POLL_NANOS = 2_000_000;

    private final List<Gone> gone = new ArrayList<>();

    void add(Revision revision) {
        gone.add(new Gone(revision.toString(), new WeakReference<>(revision.loader())));
        revision.close();
    }

    /** Returns when all are collected. */
    void assertCollected(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!collected()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("after " + limit.toMillis() + " ms something still holds on to "
                        + String.join(", ", gone.stream().map(Gone::describe).toList())
                        + "; look for what its code has put into static fields of other classes, threads and thread"
                        + " locals, and for variables of the test");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private boolean collected() {
        System.gc();
        gone.removeIf(revision -> revision.loader().get() == null);
        return gone.isEmpty();
    }

    private record Gone(String name, WeakReference<ClassLoader> loader) {

        /** The name, and the threads that have to do with it. */
        String describe() {
            List<String> threads = Thread.getAllStackTraces().entrySet().stream().filter(this::isHolder)
                    .map(Map.Entry::getKey).map(Thread::getName).toList();
            return threads.isEmpty() ? name : name + " (threads: " + String.join(", ", threads) + ")";
        }

        private boolean isHolder(Map.Entry<Thread, StackTraceElement[]> thread) {
            return Optional.ofNullable(loader.get()).filter(held -> thread.getKey().getContextClassLoader() == held
                    || List.of(thread.getValue()).stream().anyMatch(at -> name.equals(at.getClassLoaderName())))
                    .isPresent();
        }
    }
}
