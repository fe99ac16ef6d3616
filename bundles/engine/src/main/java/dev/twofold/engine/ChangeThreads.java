/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads in which code changes run. What these start belongs to the same thread group, and so is found. One thread is
 * there from the beginning.
 */
final class ChangeThreads {

    private static final int MOST_STRANGERS = 64;

    private final String name;
    private final int generation;
    private final ThreadGroup group;
    private final ThreadPoolExecutor threads;

    /** Threads that nobody is told of when they end. */
    ChangeThreads(String name) {
        this(name, 0, () -> {});
    }

    /**
     * Threads of which somebody is told.
     *
     * @param generation what {@link #generation} tells
     * @param ended is told when the last thread has ended, on that thread or the one that ends them
     */
    @SuppressWarnings("removal") // on older JDKs a group stays for ever unless it is a daemon
    ChangeThreads(String name, int generation, Runnable ended) {
        this.name = name;
        this.generation = generation;
        this.group = new ThreadGroup(top(), name);
        group.setDaemon(true);
        threads = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), this::thread) {

            @Override
            protected void beforeExecute(Thread thread, Runnable task) {
                super.beforeExecute(thread, task);
                restore(thread);
            }

            @Override
            protected void terminated() {
                ended.run();
            }
        };
        threads.prestartCoreThread();
    }

    /** Not the group of the caller, which may end before. */
    private static ThreadGroup top() {
        ThreadGroup top = Thread.currentThread().getThreadGroup();
        while (top.getParent() != null) {
            top = top.getParent();
        }
        return top;
    }

    /** Before its end a thread keeps the protection domains, and so the code, of all who are under way when it is made. */
    @SuppressWarnings("removal") // newer JDKs keep none, and only run the action
    private Thread thread(Runnable task) {
        Thread thread = AccessController.doPrivileged((PrivilegedAction<Thread>) () -> new Own(group, task, name));
        thread.setDaemon(true);
        restore(thread);
        return thread;
    }

    /** Code of authors may have changed it. */
    private void restore(Thread thread) {
        thread.setName(name);
        thread.setPriority(Thread.NORM_PRIORITY);
        thread.setContextClassLoader(ChangeThreads.class.getClassLoader());
    }

    /** So many threads, which are there at once: nobody is to be held back while they are made. */
    void start(int count) {
        threads.setMaximumPoolSize(count);
        threads.setCorePoolSize(count);
        threads.prestartAllCoreThreads();
    }

    <V> Future<V> submit(Callable<V> task) {
        return threads.submit(task);
    }

    void execute(Runnable task) {
        threads.execute(task);
    }

    int generation() {
        return generation;
    }

    /** Whether there is one thread only. */
    boolean isOne() {
        return threads.getCorePoolSize() == 1;
    }

    /** No change begins any more, and one that runs is interrupted. */
    void end() {
        threads.shutdownNow();
    }

    /** The names of threads that have been started by ours and still run. */
    Optional<String> strangers() {
        Thread[] all = new Thread[MOST_STRANGERS];
        int count = group.enumerate(all);
        SortedSet<String> names = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            if (!(all[i] instanceof Own)) {
                names.add(all[i].getName());
            }
        }
        return names.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", names));
    }

    private static final class Own extends Thread {

        Own(ThreadGroup group, Runnable task, String name) {
            super(group, task, name, 0, false);
        }
    }
}
