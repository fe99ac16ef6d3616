/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What stops a server's turns and lets them go on: an operator suspends it, an upgrade gates it, seals it while its state is
 * made, and parks it if nobody calls it meanwhile.
 */
abstract class Gated extends Turns {

    Gated(int word, ServerGroup group, Code<?> code) {
        super(word, group, code);
    }

    /**
     * All messages in their order, and those that its timers will send, for the thread that has closed the gate. One that a
     * timer just sends is listed once.
     */
    final List<Message> waiting() {
        Timers timers = timersIfAny();
        List<Message> later = timers == null ? List.of() : timers.messages(); // first: it may be in the mailbox afterwards
        List<Message> all = waiting(group().closing());
        forgetIfEnded();
        if (later.isEmpty()) {
            return all;
        }
        Set<Message> each = new LinkedHashSet<>(all);
        each.addAll(later);
        return List.copyOf(each);
    }

    /** Whether {@link #waiting} would list nothing. */
    final boolean awaitsNothing() {
        return timersIfAny() == null && isEmpty(); // in this order, too
    }

    /** How many messages of classes of a loader wait or will be sent by timers; as exact as {@link #length}. */
    final int awaiting(ClassLoader loader) {
        Timers timers = timersIfAny();
        return waitingOf(loader) + (timers == null ? 0 : timers.waitingOf(loader));
    }

    boolean suspend() {
        return set(SUSPENDED);
    }

    void resume() {
        if (waitsIfAny() != null) {
            system(new SystemCall(server(), resumed -> true)); // which starts its wait anew
        }
        clear(SUSPENDED);
        schedule();
        if (has(GATED)) {
            visit();
        }
    }

    /** {@code false} if it was gated already or has ended. */
    boolean gate() {
        return gate(word());
    }

    /** The same, of one whose word has just been read. */
    boolean gate(int seen) {
        boolean gated = set(GATED, seen);
        if ((seen & LIMITED) != 0) {
            letSendersPast();
        }
        if (gated) {
            visit();
        }
        return gated;
    }

    private void letSendersPast() {
        Room room = extras().room();
        if (room != null) {
            room.wakeAll();
        }
    }

    /** From now on not even an admitted request makes it run; whether it runs just now. */
    boolean seal() {
        return seal(word());
    }

    /** The same, of one whose word has just been read. */
    boolean seal(int seen) {
        return (put(SEALED, seen) & (RUNNING | ENDED)) == RUNNING;
    }

    void unseal() {
        clear(SEALED);
        schedule();
        visit();
    }

    boolean isSealed() {
        return has(SEALED);
    }

    /** {@code false} if it has ended. */
    boolean ungate() {
        return ungate(word());
    }

    /** The same, of one whose word has just been read. */
    boolean ungate(int seen) {
        boolean ended = (remove(GATED | SEALED, seen) & ENDED) != 0;
        schedule();
        return !ended;
    }

    // ---- the lot

    /** Parks it if it is idle. */
    boolean park() {
        return tryPark();
    }

    /** {@link #unpark}; returns when nobody needs the lot any more for that. */
    final void leaveLot() {
        for (int now = word(); (now & PARKED) != 0 && (now & (RUNNING | ENDED)) != ENDED; now = word()) {
            unpark();
            if (has(PARKED)) {
                Thread.yield();
            }
        }
    }

    /** Waits until who has taken a sealed one out of its lot has let go of it. */
    final void awaitRest() {
        while (isAtWork()) {
            Thread.yield();
        }
    }
}
