/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Waits until no server of a group runs some code. The number of those that do is estimated from below, and counted when it
 * may be zero: so nothing has to be kept for a server. Safe from any thread; who leaves while they are counted waits, and is
 * taken off afterwards.
 */
final class Drain {

    private final ServerGroup group;
    private final Set<Code<?>> codes;
    private final AtomicInteger left = new AtomicInteger();
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    Drain(ServerGroup group, Set<Code<?>> codes) {
        this.group = group;
        this.codes = codes;
    }

    CompletableFuture<Void> done() {
        return done;
    }

    /** To be called once when servers that leave are told to this, and then for each that has left. */
    synchronized void count() {
        int running = group.running(codes);
        left.set(running);
        if (running == 0) {
            group.departures().end(this);
        }
    }

    /** A server does not run some code any more. */
    synchronized void left(Code<?> code) {
        if (codes.contains(code) && left.decrementAndGet() <= 0) {
            count();
        }
    }
}
