/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.supervisor;

import dev.twofold.server.ServerContext;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** What the servers with a label do out of the ordinary; may be changed while they run. */
final class Plan {

    /** How many of the next starts fail. */
    final AtomicInteger failures = new AtomicInteger();

    volatile boolean ignores;
    volatile boolean trapsExits = true;
    volatile boolean diesAtOnce;

    /** Runs in {@code init}. */
    volatile Consumer<ServerContext> atStart = context -> {};

    /** What {@code terminate} waits for. */
    volatile CountDownLatch mayEnd = new CountDownLatch(0);
}
