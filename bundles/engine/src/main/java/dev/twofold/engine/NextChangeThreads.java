/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Has the threads for the next gate ready, because an upgrade would wait while the first of them is made. Either they are
 * those of an earlier gate, or threads that end make those that follow, after the code of authors has left them. Safe from
 * any thread.
 */
final class NextChangeThreads {

    private static final String NAME = "twofold-change";

    private final AtomicReference<ChangeThreads> ready = new AtomicReference<>();
    private final AtomicInteger generation = new AtomicInteger();
    private volatile boolean closed;

    /** Threads for one gate, which ends them or gives them back. */
    ChangeThreads take() {
        ChangeThreads next = ready.getAndSet(null);
        return next == null ? made() : next;
    }

    /**
     * For the next gate: nobody's code is under way in them, and what such code has left there belongs to revisions that
     * stay, until {@link #renew}.
     */
    void giveBack(ChangeThreads used) {
        boolean kept = used.isOne() && isWanted(used) && ready.compareAndSet(null, used);
        if (!kept || !isWanted(used) && ready.compareAndSet(used, null)) {
            used.end();
        }
    }

    private boolean isWanted(ChangeThreads used) {
        return !closed && used.generation() == generation.get();
    }

    /** No thread is used again in which something of a revision may be that is gone. */
    void renew() {
        generation.incrementAndGet();
        endReady();
    }

    private ChangeThreads made() {
        return new ChangeThreads(NAME, generation.get(), this::replace);
    }

    private void replace() {
        if (!closed && ready.get() == null) {
            giveBack(made());
        }
    }

    /** No threads are made ahead any more. */
    void close() {
        closed = true;
        endReady();
    }

    private void endReady() {
        ChangeThreads left = ready.getAndSet(null);
        if (left != null) {
            left.end();
        }
    }
}
