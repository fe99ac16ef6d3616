/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.server.ExitReason;

/**
 * An entry of a mailbox. The payload is written by the sender before it is queued and, behind a closed gate, by the thread
 * that closed it.
 */
abstract sealed class Message {

    private Object payload;

    Message(Object payload) {
        this.payload = payload;
    }

    final Object payload() {
        return payload;
    }

    final void replacePayload(Object converted) {
        payload = converted;
    }

    /** The server ends without having handled this. */
    void fail(ExitReason reason) {}

    /** Whether nobody wants it handled any more. */
    boolean dropped() {
        return false;
    }

    /** A message that somebody waits for. */
    static final class Request extends Message {

        private final PendingCall call;
        private final boolean admitted;

        Request(Object payload, PendingCall call, boolean admitted) {
            super(payload);
            this.call = call;
            this.admitted = admitted;
        }

        PendingCall call() {
            return call;
        }

        /** Whether it was sent past a closed gate. */
        boolean admitted() {
            return admitted;
        }

        @Override
        void fail(ExitReason reason) {
            call.fail(reason);
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

        private final long wait;

        TimeoutInfo(long wait) {
            super(dev.twofold.server.Timeout.TIMEOUT);
            this.wait = wait;
        }

        /** Which wait it ends; it is stale if another has begun. */
        long waitNumber() {
            return wait;
        }
    }

    /** A stop from outside, in its turn. */
    static final class StopOrder extends Message {

        StopOrder(ExitReason reason) {
            super(reason);
        }

        ExitReason reason() {
            return (ExitReason) payload();
        }
    }
}
