/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.process;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Many devices, each with a connection of its own that is never opened anew. Some threads let theirs send one reading after
 * the other, and each answer must be the sum of all readings of that device so far.
 */
final class Devices implements AutoCloseable {

    private static final int THREADS = 4;

    private final List<Device> devices = new ArrayList<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final List<Future<?>> working = new ArrayList<>();
    private final AtomicLong answered = new AtomicLong();
    private volatile boolean stopped;

    private Devices() {}

    static Devices connect(int count, int port) throws IOException {
        Devices all = new Devices();
        for (int number = 0; number < count; number++) {
            all.devices.add(Device.connect("device-" + number, InetAddress.getLoopbackAddress(), port));
        }
        return all;
    }

    void start() {
        int share = (devices.size() + THREADS - 1) / THREADS;
        for (int from = 0; from < devices.size(); from += share) {
            List<Device> mine = devices.subList(from, Math.min(from + share, devices.size()));
            working.add(threads.submit(() -> work(mine)));
        }
    }

    private Void work(List<Device> mine) throws IOException {
        while (!stopped) {
            // All of them have a line under way before the first is waited for.
            for (Device device : mine) {
                device.send();
            }
            for (Device device : mine) {
                device.awaitAnswer();
                answered.incrementAndGet();
            }
        }
        return null;
    }

    long answered() {
        return answered.get();
    }

    /** Whether each connection has had the right answer to each line so far; throws what was wrong otherwise. */
    boolean areFine() {
        for (Future<?> work : working) {
            if (work.isDone() && !stopped) {
                result(work);
                return false;
            }
        }
        return true;
    }

    /** Lets each device take its last answer, and then asks each for its total on the same connection. */
    void stop() throws IOException {
        stopped = true;
        working.forEach(Devices::result);
        for (Device device : devices) {
            device.checkTotal();
        }
    }

    private static void result(Future<?> work) {
        try {
            work.get(Device.PATIENCE_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException failure) {
            throw new AssertionError(failure.getCause().getMessage(), failure.getCause());
        } catch (TimeoutException late) {
            throw new AssertionError("a line was not answered", late);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", hurried);
        }
    }

    @Override
    public void close() throws IOException {
        stopped = true;
        threads.shutdownNow();
        for (Device device : devices) {
            device.close();
        }
    }
}
