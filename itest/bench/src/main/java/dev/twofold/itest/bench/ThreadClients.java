/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.stream.IntStream;

/**
 * Clients that are threads. They begin when all of them are there.
 *
 * @param suffix what the names of their figures end with
 * @param factory makes the threads
 */
record ThreadClients(String suffix, ThreadFactory factory) implements Clients {

    @Override
    public Crew start(int count, Job job) throws InterruptedException {
        CountDownLatch ready = new CountDownLatch(count);
        CountDownLatch go = new CountDownLatch(1);
        List<FutureTask<Void>> ends = IntStream.range(0, count).mapToObj(client -> new FutureTask<Void>(() -> {
            ready.countDown();
            go.await();
            while (job.step(client)) {
                // the next step
            }
            return null;
        })).toList();
        ends.forEach(end -> factory.newThread(end).start());
        ready.await();
        long started = System.nanoTime();
        go.countDown();
        return new Crew(ends, started);
    }
}
