/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.counter.clients;

import dev.twofold.server.ServerRef;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

/** Some clients with a thread each, from start to stop. Safe from any thread. */
final class Run {

    /** More than the limit of a call and the time that an upgrade may hold it back. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Figures figures = new Figures(System::nanoTime);
    private final CountDownLatch stop;
    private final List<Thread> threads;

    Run(ServerRef counter, int clients) {
        stop = new CountDownLatch(1);
        threads = IntStream.rangeClosed(1, clients)
                .mapToObj(number -> new Thread(new Client(counter, figures, stop), "counter-client-" + number))
                .toList();
    }

    private Run() {
        stop = new CountDownLatch(0);
        threads = List.of();
    }

    /** The run before the first: it is over and has seen nothing. */
    static Run none() {
        return new Run();
    }

    void start() {
        threads.forEach(Thread::start);
    }

    /** Whether it was stopped and no client runs any more. */
    boolean isOver() {
        return stop.getCount() == 0 && threads.stream().noneMatch(Thread::isAlive);
    }

    Report report() {
        return figures.report();
    }

    /**
     * Lets each client finish its call; when this returns, all have stopped.
     *
     * @throws IllegalStateException if one has not, although it was interrupted
     */
    void stop() {
        stop.countDown();
        if (!join(PATIENCE)) {
            threads.forEach(Thread::interrupt);
            if (!join(PATIENCE)) {
                throw new IllegalStateException("a client did not stop");
            }
        }
    }

    private boolean join(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            for (Thread thread : threads) {
                // A join of zero would wait for ever.
                thread.join(Math.max(1, Duration.ofNanos(deadline - System.nanoTime()).toMillis()));
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        return isOver();
    }
}
