/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Finds threads of engines that have been started since and are still there. */
final class LeakWatch {

    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Set<Thread> before = Thread.getAllStackTraces().keySet();

    /** To be called when the engine has been closed. */
    void assertNone() {
        long begun = System.nanoTime();
        List<Thread> left = left();
        while (!left.isEmpty() && System.nanoTime() - begun < DEADLINE_NANOS) {
            LockSupport.parkNanos(PAUSE_NANOS);
            left = left();
        }
        assertThat(left).as("threads that are left").isEmpty();
    }

    private List<Thread> left() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("twofold-") && !before.contains(thread)).toList();
    }
}
