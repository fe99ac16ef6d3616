/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.load;

import java.util.SplittableRandom;

/** What a message makes its receiver do. */
enum Deed {
    /** Nothing but to answer. */
    ECHO(400),
    /** Call a server further up before it answers. */
    CALL_ON(120),
    /** The same in another thread, for which it waits. */
    CALL_BY_THREAD(1),
    /** Cast to some others. */
    CAST_ON(60),
    /** Answer later, when a message to itself arrives. */
    DEFER(60),
    /** Have another thread answer. */
    DEFER_TO_THREAD(60),
    /** Start a linked server, call it and have it stop. */
    BEAR(10),
    /** Start a monitored server, call it and have it stop. */
    BEAR_MONITORED(10),
    /** Monitor some server. */
    WATCH(20),
    /** Give a monitor up. */
    WATCH_NO_MORE(10),
    /** Link itself with a server further up. */
    LINK(10),
    /** Wait for the next message no longer than a moment. */
    WAIT(20),
    /** Go on with something before the next message. */
    GO_ON(30),
    /** Keep the thread for a moment. */
    LINGER(5),
    /** End. */
    STOP(1),
    /** End with an exception. */
    CRASH(1),
    /** End because of what the callback returns. */
    RETURN_NOTHING(1),
    /** Answer what has been deferred: servers send it to themselves. */
    SETTLE(0);

    private final int weight;

    Deed(int weight) {
        this.weight = weight;
    }

    private static int total() {
        int sum = 0;
        for (Deed deed : values()) {
            sum += deed.weight;
        }
        return sum;
    }

    /** Any of them, some more often than others. */
    static Deed any(SplittableRandom random) {
        int left = random.nextInt(total());
        for (Deed deed : values()) {
            left -= deed.weight;
            if (left < 0) {
                return deed;
            }
        }
        throw new AssertionError("the weights have changed");
    }
}
