/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import dev.twofold.server.SysEvent;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Hands the events of a server, which come on its threads, to the thread of a command. A server never waits for it. */
final class Events implements Predicate<SysEvent> {

    private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(100);

    private final BlockingQueue<SysEvent> queue = new LinkedBlockingQueue<>();
    private final AtomicInteger room;

    Events(int most) {
        if (most == 0) {
            throw new WrongNameException("--events takes a number from 1 up, not '" + most + "'");
        }
        room = new AtomicInteger(most);
    }

    @Override
    public boolean test(SysEvent event) {
        int left = room.getAndDecrement();
        if (left > 0) {
            queue.add(event);
        }
        return left > 1;
    }

    /** The next event; empty if there is none for a while, which is not longer than a limit. */
    Optional<SysEvent> next(long nanoseconds) throws InterruptedException {
        return Optional.ofNullable(queue.poll(Math.min(LOOK_AGAIN, nanoseconds), TimeUnit.NANOSECONDS));
    }
}
