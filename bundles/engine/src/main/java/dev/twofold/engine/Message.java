/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.server.ExitReason;

/**
 * An entry of a mailbox. Written by its sender before it is pushed, then by the owner of the server only and, behind a
 * closed gate, by the thread that has closed it.
 */
abstract class Message {

    /** The neighbour in the mailbox. */
    Message next;
    private Object payload;
    private Passage passage = Passage.OPEN;
    private int closing;
    private boolean inRoom;
    private byte era;

    Message(Object payload) {
        this.payload = payload;
    }

    final Object payload() {
        return payload;
    }

    final void replacePayload(Object converted) {
        payload = converted;
    }

    /** What it carries has been put into the classes of the code that was loaded then. */
    final void carry(Object converted, byte loaded) {
        payload = converted;
        era = loaded;
    }

    /** For which code this has been converted; zero if for none. */
    final byte era() {
        return era;
    }

    /** Lets go of what is not needed any more: somebody may know it as the cause of another. */
    void handled() {
        payload = null;
    }

    /**
     * How it met a gate that was closed.
     *
     * @param closed which closing of the gate that was
     */
    final void sendAs(Passage sent, int closed) {
        passage = sent;
        closing = closed;
    }

    /** Which closing of the gate it met; of no meaning if that was open. */
    final int closing() {
        return closing;
    }

    final Passage passage() {
        return passage;
    }

    /** How a message met the gate of the server's group. */
    enum Passage {
        /** The gate was open, or somebody of the group waits for it in another group. */
        OPEN,
        /** The gate was closed, and it came from outside. */
        HELD,
        /** The gate was closed, and it came from a server of the group itself. */
        INSIDE
    }

    /** It takes a place of a limited mailbox. */
    final void enteredRoom() {
        inRoom = true;
    }

    final boolean isInRoom() {
        return inRoom;
    }

    /** The server ends without having handled this. */
    void fail(ExitReason reason) {}

    /** Whether nobody wants it handled any more. */
    boolean dropped() {
        return false;
    }

    /** A server that has not been initialised handles this first; its payload is the argument. */
    static final class Birth extends Message {

        private final Request start;

        Birth(Object argument, Request start) {
            super(argument);
            this.start = start;
        }

        /** Answered with {@code null} when the server runs, or with the reason why it does not. */
        Request start() {
            return start;
        }

        @Override
        void fail(ExitReason reason) {
            start.reply(reason);
        }
    }

    /** For {@code handleCast}. */
    static final class Cast extends Message {

        Cast(Object payload) {
            super(payload);
        }
    }

    /** For {@code handleInfo}. */
    static final class Info extends Message {

        Info(Object payload) {
            super(payload);
        }
    }

    /** News of a monitored server. */
    static final class DownInfo extends Message {

        private final ServerMonitor monitor;

        DownInfo(ServerMonitor monitor, Object payload) {
            super(payload);
            this.monitor = monitor;
        }

        @Override
        boolean dropped() {
            return monitor.isCancelled();
        }
    }

    /** The limit of a wait for the next message has passed. */
    static final class TimeoutInfo extends Message {

        private final Waits.Wait wait;

        TimeoutInfo(Waits.Wait wait) {
            super(dev.twofold.server.Timeout.TIMEOUT);
            this.wait = wait;
        }

        /** Which wait it ends; it is stale if another has begun. */
        Waits.Wait ended() {
            return wait;
        }
    }
}
