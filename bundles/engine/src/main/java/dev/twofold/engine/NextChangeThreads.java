/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Has the threads for the next gate ready, because an upgrade would wait while the first of them is made. Threads that end
 * make those that follow, after the code of authors has left them. Safe from any thread.
 */
final class NextChangeThreads {

    private static final String NAME = "twofold-change";

    private final AtomicReference<ChangeThreads> ready = new AtomicReference<>();
    private volatile boolean closed;

    /** Threads for one gate, which ends them. */
    ChangeThreads take() {
        ChangeThreads next = ready.getAndSet(null);
        return next == null ? made() : next;
    }

    private ChangeThreads made() {
        return new ChangeThreads(NAME, this::replace);
    }

    private void replace() {
        if (!closed && ready.get() == null) {
            ChangeThreads next = made();
            if (!ready.compareAndSet(null, next)) {
                next.end();
            } else if (closed) {
                close();
            }
        }
    }

    /** No threads are made ahead any more. */
    void close() {
        closed = true;
        ChangeThreads left = ready.getAndSet(null);
        if (left != null) {
            left.end();
        }
    }
}
