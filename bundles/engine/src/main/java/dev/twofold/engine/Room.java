/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.server.MailboxFullException;
import dev.twofold.server.MailboxLimit;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The places of a limited mailbox. Safe from any thread. */
final class Room {

    private static final int MOST = Integer.MAX_VALUE / 2;

    private final Server server;
    private final MailboxLimit limit;
    private final Semaphore places;

    Room(Server server, MailboxLimit limit) {
        this.server = server;
        this.limit = limit;
        this.places = new Semaphore(Math.min(limit.messages(), MOST), true);
    }

    /**
     * Takes a place.
     *
     * @param most how long the sender waits at most
     * @throws MailboxFullException if there is none in time, or the thread is interrupted, which it stays
     */
    void enter(Duration most) {
        if (places.tryAcquire()) {
            return;
        }
        Duration patience = most.compareTo(limit.patience()) < 0 ? most : limit.patience();
        if (patience.isZero() || !await(Deadline.nanos(patience))) {
            throw new MailboxFullException(server.name(), limit.messages());
        }
    }

    private boolean await(long nanos) {
        boolean[] entered = new boolean[1];
        try {
            server.engine().pool().blocking(() -> entered[0] = places.tryAcquire(nanos, TimeUnit.NANOSECONDS));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return entered[0];
    }

    int size() {
        return limit.messages();
    }

    /** A message has been taken from the mailbox. */
    void leave() {
        places.release();
    }

    /** The server has ended: whoever waits for a place gets one, and finds nobody. */
    void open() {
        places.release(MOST);
    }
}
