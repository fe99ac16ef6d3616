/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.server.Timer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Future;

/**
 * The messages that a server sends itself later. They are made at once, so that a change of code finds them. Safe from any
 * thread; the lock is held for the change of a field only.
 */
final class Timers {

    private final Server server;
    private final Set<Pending> pending = new HashSet<>(2);
    private boolean over;

    Timers(Server server) {
        this.server = server;
    }

    /** Sends a message later; never, if the server has ended. */
    Timer start(Object message, Duration delay) {
        Pending timer = new Pending(new Message.Info(message));
        synchronized (this) {
            if (over) {
                timer.drop();
            } else {
                timer.alarm = server.engine().later(timer::fire, delay);
                pending.add(timer);
            }
        }
        return timer;
    }

    synchronized boolean isEmpty() {
        return pending.isEmpty();
    }

    /** What is to be sent. One that is just being sent is here until it is in the mailbox. */
    synchronized List<Message> messages() {
        return pending.stream().<Message>map(timer -> timer.message).toList();
    }

    /** How many are of a class of a loader. */
    synchronized int waitingOf(ClassLoader loader) {
        return (int) pending.stream().map(timer -> timer.message.payload()).filter(Objects::nonNull)
                .filter(payload -> payload.getClass().getClassLoader() == loader).count();
    }

    /** The server has ended: nothing is sent any more. */
    synchronized void stop() {
        over = true;
        pending.forEach(Pending::drop);
        pending.clear();
    }

    /** One of them. Who keeps it when it is over keeps no message. */
    private final class Pending implements Timer {

        private Message message;
        private Future<?> alarm;

        Pending(Message message) {
            this.message = message;
        }

        /** On the timer's thread. */
        private void fire() {
            Message due;
            synchronized (Timers.this) {
                due = message;
                alarm = null;
            }
            if (due == null) {
                return;
            }
            try {
                server.sendDue(due);
            } finally {
                synchronized (Timers.this) {
                    pending.remove(this);
                    drop();
                }
            }
        }

        @Override
        public boolean cancel() {
            synchronized (Timers.this) {
                if (alarm == null) {
                    return false;
                }
                pending.remove(this);
                drop();
                return true;
            }
        }

        private void drop() {
            message = null;
            if (alarm != null) {
                alarm.cancel(false);
                alarm = null;
            }
        }
    }
}
