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
    private int closing;
    private byte passage; // a number, so that with it a message takes no more memory
    private boolean inRoom;
    private boolean admitted;
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
        passage = (byte) sent.ordinal();
        closing = closed;
    }

    /** Which closing of the gate it met; of no meaning if that was open. */
    final int closing() {
        return closing;
    }

    final Passage passage() {
        return Passage.ALL[passage];
    }

    /** The request that whoever handles this may be answering, be it for another server; {@code null} if there is none. */
    Request behind() {
        return null;
    }

    /** Whether a callback of a group waits for what comes of this. */
    boolean comesFrom(ServerGroup group) {
        return false;
    }

    /** Its owner has found whether it passes the gate. */
    final boolean admit(boolean pass) {
        admitted = pass;
        return pass;
    }

    final boolean isAdmitted() {
        return admitted;
    }

    /** How a message met the gate of the server's group. */
    enum Passage {
        /** The gate was open, or somebody of the group waits for it in another group. */
        OPEN,
        /** The gate was closed, and it came from outside. */
        HELD,
        /** The gate was closed, and it came from a server of the group itself. */
        INSIDE;

        private static final Passage[] ALL = values();
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
        Request behind() {
            return start;
        }

        @Override
        void fail(ExitReason reason) {
            start.reply(reason);
        }
    }

    /** What nobody waits for; but the request whose callback has sent it may be answered by whoever gets it. */
    abstract static class Note extends Message {

        private Request cause;

        Note(Object payload, Request cause) {
            super(payload);
            this.cause = cause;
        }

        @Override
        final Request behind() {
            return cause;
        }

        @Override
        final boolean comesFrom(ServerGroup group) {
            Request unanswered = cause;
            return unanswered != null && unanswered.comesFrom(group);
        }

        @Override
        final void handled() {
            super.handled();
            Request answered = cause;
            if (answered != null && answered.isDone()) {
                cause = null;
            }
        }
    }

    /** For {@code handleCast}. */
    static final class Cast extends Note {

        Cast(Object payload) {
            this(payload, null);
        }

        Cast(Object payload, Request cause) {
            super(payload, cause);
        }
    }

    /** For {@code handleInfo}. */
    static final class Info extends Note {

        Info(Object payload) {
            this(payload, null);
        }

        Info(Object payload, Request cause) {
            super(payload, cause);
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
