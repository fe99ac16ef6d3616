/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.counter.clients;

import java.time.Duration;

/**
 * What the clients have seen so far.
 *
 * @param ok calls with a good reply
 * @param failed calls without one
 * @param acknowledged sum of the increments that had a good reply
 * @param longest the longest wait for a reply since the report before, calls still under way included
 * @param failure what went wrong first, empty if nothing did
 */
record Report(long ok, long failed, long acknowledged, Duration longest, String failure) {

    /** A line for people and programs: {@code name=value} each, the failure last because it may contain anything. */
    String line() {
        String figures = "ok=%d failed=%d acknowledged=%d longest=%dms".formatted(ok, failed, acknowledged,
                longest.toMillis());
        return failure.isEmpty() ? figures : figures + " failure=" + failure.replaceAll("\\s+", " ");
    }
}
