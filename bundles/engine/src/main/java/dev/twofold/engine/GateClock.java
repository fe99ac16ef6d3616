/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

/** For how long the gate of a group, or any gate of an engine, has been closed, all in all. Safe from any thread. */
final class GateClock {

    private final GateClock any;
    private volatile Reading reading = new Reading(0, 0, 0);

    /** That of an engine. */
    GateClock() {
        this(null);
    }

    /**
     * That of a group.
     *
     * @param any that of its engine, which stands still only while all of its groups' do
     */
    GateClock(GateClock any) {
        this.any = any;
    }

    void close() {
        if (any != null) {
            any.close();
        }
        count(1);
    }

    void open() {
        count(-1);
        if (any != null) {
            any.open();
        }
    }

    private synchronized void count(int more) {
        Reading now = reading;
        long time = System.nanoTime();
        reading = new Reading(now.total(time), now.closed() + more, time);
    }

    long nanos() {
        Reading now = reading;
        return now.closed() == 0 ? now.before() : now.total(System.nanoTime());
    }

    /**
     * A state of the clock.
     *
     * @param before what has passed until then
     * @param closed by how many
     * @param since when
     */
    private record Reading(long before, int closed, long since) {

        long total(long now) {
            return closed > 0 ? before + now - since : before;
        }
    }
}
