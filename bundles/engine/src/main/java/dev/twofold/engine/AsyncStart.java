/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.server.ExitReason;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;

/** A start that no thread waits for, with a limit. */
final class AsyncStart extends FutureRequest {

    /** Where the limit has almost passed when a gate closes, it is not looked at all the time. */
    private static final Duration LEAST = Duration.ofMillis(1);

    private final Runnable over;
    private LongSupplier left;
    private volatile Future<?> timer;

    /**
     * A start.
     *
     * @param server who is started
     * @param here what this thread does
     * @param over to be done as soon as it has an outcome, by who brings that; must not fail
     */
    AsyncStart(Server server, Running here, Runnable over) {
        super(server, null, here);
        this.over = over;
    }

    /** From now on its time runs, as that of a start that a thread waits for: not behind gates. */
    void limit(Duration limit) {
        left = left(limit);
        look();
    }

    /** On the timer's thread, too. */
    private void look() {
        Duration rest = Duration.ofNanos(left.getAsLong());
        if (rest.isZero() || rest.isNegative()) {
            abandon(ExitReason.TIMEOUT);
            return;
        }
        Future<?> next = server().engine().later(this::look, rest.compareTo(LEAST) < 0 ? LEAST : rest);
        timer = next;
        if (isDone()) {
            next.cancel(false);
        }
    }

    @Override
    void finished() {
        over.run();
        Future<?> last = timer;
        if (last != null) {
            last.cancel(false);
        }
        super.finished();
    }
}
