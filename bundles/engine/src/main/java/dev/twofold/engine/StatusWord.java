/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What a server is doing and may do, in one word that is changed by compare-and-set only. The base of {@link Server} and
 * not a part of it, because an object of its own would cost every server sixteen bytes.
 */
class StatusWord {

    /** Handed to the pool, or running. Whoever sets it runs the server or sees to it that it is run. */
    static final int SCHEDULED = 1;
    /** A thread owns it. */
    static final int RUNNING = 1 << 1;
    /** It handles system messages only. */
    static final int SUSPENDED = 1 << 2;
    /** It handles only what a callback of its group waits for. */
    static final int GATED = 1 << 3;
    /** Not even that. */
    static final int SEALED = 1 << 4;
    /** For good. */
    static final int ENDED = 1 << 5;
    /** System messages wait. */
    static final int SYSTEM = 1 << 6;
    /** {@code init} has not been called yet. */
    static final int UNBORN = 1 << 7;
    /** A caller may run it on its own thread. */
    static final int LENDING = 1 << 8;
    /** Exit signals arrive as messages. */
    static final int TRAPPING = 1 << 9;
    /** It is linked to its parent. */
    static final int CHILD = 1 << 10;
    /** Only so many messages may wait. */
    static final int LIMITED = 1 << 11;
    /** Somebody wants to know of each event. */
    static final int OBSERVED = 1 << 12;
    /** It runs the code that is current at each message. */
    static final int NEWEST = 1 << 13;
    /** It ends because its code was purged, or does not take its state: no fault of its own. */
    static final int REPLACED = 1 << 14;
    /** It rests in the lot of its group, which it has to leave before anything else. */
    static final int PARKED = 1 << 15;

    private static final int BUSY = SCHEDULED | RUNNING | SUSPENDED | GATED | SEALED | ENDED | SYSTEM | UNBORN
            | PARKED;
    private static final VarHandle WORD = handle();

    private volatile int word;

    StatusWord(int word) {
        WORD.setRelease(this, word);
    }

    final int word() {
        return word;
    }

    final boolean has(int bits) {
        return (word & bits) != 0;
    }

    final boolean change(int from, int to) {
        return WORD.compareAndSet(this, from, to);
    }

    /** Sets a bit; {@code false} if it was set already or the server has ended. */
    final boolean set(int bit) {
        for (int now = word;; now = word) {
            if ((now & (bit | ENDED)) != 0) {
                return false;
            }
            if (change(now, now | bit)) {
                return true;
            }
        }
    }

    /** The same, of a word that has just been read. */
    final boolean set(int bit, int seen) {
        return (seen & (bit | ENDED)) == 0 && change(seen, seen | bit) || set(bit);
    }

    /** Sets bits, also of one that has ended; the word before. */
    final int put(int bits) {
        return (int) WORD.getAndBitwiseOr(this, bits);
    }

    /** The same, of a word that has just been read. */
    final int put(int bits, int seen) {
        return change(seen, seen | bits) ? seen : put(bits);
    }

    /** Clears bits; the word before. */
    final int remove(int bits) {
        return (int) WORD.getAndBitwiseAnd(this, ~bits);
    }

    /** The same, of a word that has just been read. */
    final int remove(int bits, int seen) {
        return change(seen, seen & ~bits) ? seen : remove(bits);
    }

    /** Clears bits; whether one of them was set. */
    final boolean clear(int bits) {
        return (remove(bits) & bits) != 0;
    }

    /** From scheduled to running; if the server may not run now it is no longer scheduled. One that runs is left alone. */
    final boolean tryRun() {
        for (int now = word;; now = word) {
            if ((now & (SCHEDULED | RUNNING)) != SCHEDULED) {
                return false;
            }
            boolean mayRun = (now & (ENDED | SEALED | PARKED)) == 0;
            if (change(now, mayRun ? now | RUNNING : now & ~SCHEDULED)) {
                return mayRun;
            }
        }
    }

    /** From idle to running, for a caller that runs it itself. */
    final boolean tryOwn() {
        int now = word;
        return (now & BUSY) == 0 && change(now, now | SCHEDULED | RUNNING);
    }

    /** From idle to parked. */
    final boolean tryPark() {
        int now = word;
        return (now & BUSY) == 0 && change(now, now | PARKED);
    }

    /** The same, if its author allows that. */
    final boolean tryLend() {
        return has(LENDING) && tryOwn();
    }

    private static VarHandle handle() {
        try {
            return MethodHandles.lookup().findVarHandle(StatusWord.class, "word", int.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }
}
