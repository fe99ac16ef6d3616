/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.load;

import java.util.concurrent.atomic.AtomicInteger;

/** How many numbered messages a server was sent, by all senders together, and how many of them it has begun to handle. */
final class Account {

    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger handled = new AtomicInteger();

    void send() {
        sent.incrementAndGet();
    }

    void refused() {
        sent.decrementAndGet();
    }

    void handle() {
        handled.incrementAndGet();
    }

    int handled() {
        return handled.get();
    }

    /** What was sent and not handled: none, unless the server has ended. */
    int missing() {
        return sent.get() - handled.get();
    }

    @Override
    public String toString() {
        return "sent " + sent + ", handled " + handled;
    }
}
