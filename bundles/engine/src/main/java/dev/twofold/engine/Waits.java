/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.time.Duration;
import java.util.concurrent.Future;

/**
 * A server's waits with a limit: OTP's time-outs in return values. The owner of the server begins and ends waits; the timer
 * looks whether the present one is over. A server that handles many messages with the same limit needs one timer now and
 * then, not one per message.
 */
final class Waits {

    private final Server server;
    private volatile Wait wait;
    private Future<?> timer;
    private long timerAt;
    private boolean over;

    Waits(Server server) {
        this.server = server;
    }

    /**
     * One wait.
     *
     * @param limit how long it was to take
     * @param end when it is over, in {@link System#nanoTime} units
     */
    record Wait(Duration limit, long end) {
    }

    /** A wait with a limit of zero that has not been ended: it is over when no message waits. */
    Wait due() {
        Wait now = wait;
        return now != null && now.limit().isZero() ? now : null;
    }

    /** Owner only. */
    void begin(Duration limit) {
        Wait begun = new Wait(limit, System.nanoTime() + Deadline.nanos(limit));
        wait = begun;
        if (!limit.isZero()) {
            arm(begun.end());
        }
    }

    /** Owner only. The timer is left alone: another wait will follow in most cases. */
    void end() {
        if (wait != null) {
            wait = null;
        }
    }

    /** Owner only: what is under way takes its full time again. */
    void restart() {
        Wait now = wait;
        if (now != null) {
            begin(now.limit());
        }
    }

    /** {@code false} if another wait has begun or none is under way. */
    boolean isUnderWay(Wait which) {
        return wait == which;
    }

    /** The server has ended: no timer keeps it any longer. */
    synchronized void stop() {
        over = true;
        wait = null;
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private synchronized void arm(long at) {
        if (over || timer != null && timerAt - at <= 0) {
            return; // the timer will look, and go on waiting
        }
        if (timer != null) {
            timer.cancel(false);
        }
        timerAt = at;
        timer = server.engine().later(this::look, Duration.ofNanos(Math.max(0, at - System.nanoTime())));
    }

    /** On the timer's thread. */
    private void look() {
        Wait now;
        synchronized (this) {
            timer = null;
            now = wait;
            if (now == null || now.limit().isZero()) {
                return;
            }
            if (now.end() - System.nanoTime() > 0) {
                arm(now.end());
                return;
            }
        }
        server.enqueueOwn(new Message.TimeoutInfo(now));
    }
}
