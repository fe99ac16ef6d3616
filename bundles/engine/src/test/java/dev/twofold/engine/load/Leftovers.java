/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.load;

import java.util.Set;
import java.util.stream.Collectors;

/** Threads that an engine or the load has made. */
final class Leftovers {

    private static final long LIMIT_NANOS = World.LONG.toNanos();

    private Leftovers() {}

    static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream().filter(Leftovers::isOurs).collect(Collectors.toSet());
    }

    private static boolean isOurs(Thread thread) {
        String name = thread.getName();
        return name.startsWith("twofold-") || name.startsWith("pool-") || name.startsWith("load-");
    }

    /** Those that are there for longer than it takes them to end. */
    static Set<Thread> since(Set<Thread> before) {
        long end = System.nanoTime() + LIMIT_NANOS;
        while (true) {
            Set<Thread> now = threads();
            now.removeAll(before);
            if (now.isEmpty() || System.nanoTime() - end > 0) {
                return now;
            }
            World.pause(1_000);
        }
    }
}
