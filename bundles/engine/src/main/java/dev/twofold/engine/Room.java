/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.server.MailboxFullException;
import dev.twofold.server.MailboxLimit;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** The places of a limited mailbox, first come, first served. Safe from any thread; its lock is held for a moment only. */
final class Room {

    private static final int MOST = Integer.MAX_VALUE / 2;

    private final Server server;
    private final MailboxLimit limit;
    private final Set<Waiting> waiting = new LinkedHashSet<>(2);
    private int free;

    Room(Server server, MailboxLimit limit) {
        this.server = server;
        this.limit = limit;
        this.free = Math.min(limit.messages(), MOST);
    }

    /** A sender that waits; its thread is to look again when something has changed. */
    private static final class Waiting {

        private final Thread thread = Thread.currentThread();
        private volatile boolean entered;
        private boolean passes; // its own thread's
    }

    /**
     * Takes a place.
     *
     * @param most how long the sender waits at most
     * @return {@code false} if the server has come to stand behind its gate, where no place is needed: it may be the sender
     *     that the gate waits for
     * @throws MailboxFullException if there is none in time, or the thread is interrupted, which it stays
     */
    boolean enter(Duration most) {
        Waiting sender = enterOrWait();
        if (sender.entered) {
            return true;
        }
        Duration patience = most.compareTo(limit.patience()) < 0 ? most : limit.patience();
        try {
            if (!patience.isZero()) {
                await(sender, Deadline.nanos(patience));
            }
        } finally {
            giveUp(sender);
        }
        if (!sender.entered && !sender.passes && !server.has(StatusWord.GATED)) {
            throw new MailboxFullException(server.name(), limit.messages());
        }
        return sender.entered;
    }

    private synchronized Waiting enterOrWait() {
        Waiting sender = new Waiting();
        if (free > 0) {
            free--;
            sender.entered = true;
        } else {
            waiting.add(sender);
        }
        return sender;
    }

    private synchronized void giveUp(Waiting sender) {
        waiting.remove(sender);
    }

    private void await(Waiting sender, long nanos) {
        try {
            server.engine().pool().blocking(() -> park(sender, nanos));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Time behind the gate does not count: the server cannot make room meanwhile. */
    private void park(Waiting sender, long nanos) throws InterruptedException {
        long start = System.nanoTime();
        long gatedBefore = server.group().gatedNanos();
        for (long left = nanos; left > 0 && !sender.entered;) {
            if (server.has(StatusWord.GATED)) {
                sender.passes = true;
                return;
            }
            LockSupport.parkNanos(this, left);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            left = nanos - (System.nanoTime() - start) + server.group().gatedNanos() - gatedBefore;
        }
    }

    /** Whether somebody waits for a place. */
    synchronized boolean isAwaited() {
        return !waiting.isEmpty();
    }

    int size() {
        return limit.messages();
    }

    /** A message has been taken from the mailbox: the place goes to who has waited longest. */
    synchronized void leave() {
        if (waiting.isEmpty()) {
            free++;
        } else {
            enter(waiting.iterator().next());
        }
    }

    /** The server has ended: whoever waits for a place gets one, and finds nobody. */
    synchronized void open() {
        free = MOST;
        Set.copyOf(waiting).forEach(this::enter);
    }

    private void enter(Waiting sender) {
        waiting.remove(sender);
        sender.entered = true;
        LockSupport.unpark(sender.thread);
    }

    /** The server stands behind its gate. */
    synchronized void wakeAll() {
        waiting.forEach(sender -> LockSupport.unpark(sender.thread));
    }
}
