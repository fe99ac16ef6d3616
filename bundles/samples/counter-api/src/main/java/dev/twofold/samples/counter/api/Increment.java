/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.counter.api;

import dev.twofold.server.Call;

/**
 * Counts. The reply is the new count.
 *
 * @param by how much, positive
 */
public record Increment(long by) implements Call<Long>, CounterRequest {

    /** Refuses what does not count up, in the caller: a server should never see a message that cannot be right. */
    public Increment {
        if (by <= 0) {
            throw new IllegalArgumentException("a counter counts up, not by " + by);
        }
    }
}
