/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.counter.clients;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Adds up what the clients of one run see. Each client tells it from its own thread, anybody may ask. The clock is read
 * outside the lock when a call ends: to wait for the lock is not to wait for the counter.
 */
final class Figures {

    private final LongSupplier nanoTime;
    private final Map<Client, Long> underWay = new HashMap<>();
    private long ok;
    private long failed;
    private long acknowledged;
    private long longest;
    private String failure = "";

    Figures(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    synchronized void begins(Client client) {
        underWay.put(client, nanoTime.getAsLong());
    }

    void succeeds(Client client, long increment) {
        long now = nanoTime.getAsLong();
        synchronized (this) {
            waited(underWay.remove(client), now);
            ok++;
            acknowledged += increment;
        }
    }

    void fails(Client client, String why) {
        long now = nanoTime.getAsLong();
        synchronized (this) {
            waited(underWay.remove(client), now);
            failed++;
            if (failure.isEmpty()) {
                failure = why;
            }
        }
    }

    /** Reports, and begins to look for the longest wait anew. */
    synchronized Report report() {
        long now = nanoTime.getAsLong();
        underWay.values().forEach(since -> waited(since, now));
        Report report = new Report(ok, failed, acknowledged, Duration.ofNanos(longest), failure);
        longest = 0;
        return report;
    }

    private void waited(long since, long now) {
        longest = Math.max(longest, now - since);
    }
}
