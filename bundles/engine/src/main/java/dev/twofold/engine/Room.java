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
            server.engine().pool().blocking(() -> entered[0] = acquire(nanos));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return entered[0];
    }

    /** Time behind the gate does not count: the server cannot make room meanwhile. */
    private boolean acquire(long nanos) throws InterruptedException {
        long start = System.nanoTime();
        long gatedBefore = server.group().gatedNanos();
        for (long left = nanos; left > 0;) {
            if (places.tryAcquire(left, TimeUnit.NANOSECONDS)) {
                return true;
            }
            left = nanos - (System.nanoTime() - start) + server.group().gatedNanos() - gatedBefore;
        }
        return false;
    }

    /** Whether somebody waits for a place. */
    boolean isAwaited() {
        return places.hasQueuedThreads();
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
