/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Warm-up and repetition. */
final class Harness {

    private static final Duration LONGEST_WARM_UP_STEP = Duration.ofMillis(500);
    private static final int OPERATIONS_PER_CLOCK = 64;
    private static final int COLLECTIONS = 4;
    private static final long COLLECTION_MILLIS = 100;

    private final Options options;
    private final Consumer<Figure> out;

    Harness(Options options, Consumer<Figure> out) {
        this.options = options;
        this.out = out;
    }

    /** One measurement. */
    interface Repetition {
        /**
         * Measures.
         *
         * @param window how long, if that can be chosen
         * @return the value
         */
        double run(Duration window) throws Exception;
    }

    Options options() {
        return options;
    }

    /** Whether somebody wants to know a figure. */
    boolean wants(String name) {
        return options.only().matcher(name).find();
    }

    /** Repeats the work for the time of the warm-up, then measures it. */
    void measure(String name, String unit, Repetition repetition) throws Exception {
        if (!wants(name)) {
            return;
        }
        warmUp(() -> repetition.run(shorter(options.window(), LONGEST_WARM_UP_STEP)));
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < options.repetitions(); i++) {
            values.add(repetition.run(options.window()));
        }
        out.accept(new Figure(name, unit, values));
    }

    /** Work that can fail. */
    interface Work {
        void run() throws Exception;
    }

    /** At least once, and until the time of the warm-up is over. */
    void warmUp(Work work) throws Exception {
        long end = System.nanoTime() + options.warmUp().toNanos();
        do {
            work.run();
        } while (System.nanoTime() < end);
    }

    void report(Figure figure) {
        if (wants(figure.name())) {
            out.accept(figure);
        }
    }

    /** Mean time of an operation in nanoseconds, over a window. */
    static double nanosPerOperation(Duration window, Runnable operation) {
        long operations = 0;
        long started = System.nanoTime();
        long now;
        do {
            for (int i = 0; i < OPERATIONS_PER_CLOCK; i++) {
                operation.run();
            }
            operations += OPERATIONS_PER_CLOCK;
            now = System.nanoTime();
        } while (now - started < window.toNanos());
        return (double) (now - started) / operations;
    }

    static double perSecond(long count, long nanos) {
        return count * 1e9 / nanos;
    }

    static long usedHeapAfterCollection() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            Thread.sleep(COLLECTION_MILLIS);
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
