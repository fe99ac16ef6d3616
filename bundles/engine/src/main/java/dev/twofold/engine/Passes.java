/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Does the same to very many servers, on all processors. No code of authors runs in it. Used by one thread, which takes
 * part.
 */
final class Passes implements AutoCloseable {

    private static final int SHARE = 2_048;
    private static final int FEW = 4 * SHARE;

    private final ThreadPoolExecutor helpers;
    private final int others;

    /**
     * Threads are made now if they are worth it.
     *
     * @param size about how many servers there are
     */
    Passes(int size) {
        others = size < FEW ? 0 : Math.min(size / SHARE, Runtime.getRuntime().availableProcessors()) - 1;
        helpers = others == 0 ? null : Threads.helpers(others);
    }

    /** What is done to some of them, one after the other. Doing it once more must do no harm. */
    interface Pass {
        void run(int from, int to);
    }

    void over(int size, Pass pass) {
        if (helpers == null || size < FEW) {
            pass.run(0, size);
            return;
        }
        Shares shares = new Shares(size, pass);
        CountDownLatch left = new CountDownLatch(others);
        for (int i = 0; i < others; i++) {
            hand(shares, left);
        }
        shares.run();
        boolean interrupted = false;
        while (left.getCount() > 0) {
            try {
                left.await();
            } catch (InterruptedException later) { // what has been begun has to be finished
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        shares.runAgain();
    }

    private void hand(Shares shares, CountDownLatch left) {
        try {
            helpers.execute(() -> {
                try {
                    shares.run();
                } finally {
                    left.countDown();
                }
            });
        } catch (RejectedExecutionException | OutOfMemoryError none) { // then others do it
            left.countDown();
        }
    }

    @Override
    public void close() {
        if (helpers != null) {
            helpers.shutdown();
        }
    }

    private static final class Shares implements Runnable {

        private final int size;
        private final Pass pass;
        private final AtomicInteger next = new AtomicInteger();
        private final Queue<Integer> failed = new ConcurrentLinkedQueue<>();

        Shares(int size, Pass pass) {
            this.size = size;
            this.pass = pass;
        }

        @Override
        public void run() {
            for (int from = next.getAndAdd(SHARE); from < size; from = next.getAndAdd(SHARE)) {
                boolean done = false;
                try {
                    pass.run(from, Math.min(size, from + SHARE));
                    done = true;
                } finally {
                    if (!done) {
                        failed.add(from);
                    }
                }
            }
        }

        /** What somebody could not do, such as for lack of memory. */
        void runAgain() {
            for (Integer from = failed.poll(); from != null; from = failed.poll()) {
                pass.run(from, Math.min(size, from + SHARE));
            }
        }
    }
}
