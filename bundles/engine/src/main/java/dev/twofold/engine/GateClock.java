/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

/** For how long the gate of a group has been closed, all in all. Safe from any thread. */
final class GateClock {

    private volatile Reading reading = new Reading(0, 0, 0);

    synchronized void close() {
        Reading now = reading;
        long time = System.nanoTime();
        reading = new Reading(now.total(time), now.closed() + 1, time);
    }

    synchronized void open() {
        Reading now = reading;
        long time = System.nanoTime();
        reading = new Reading(now.total(time), now.closed() - 1, time);
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
