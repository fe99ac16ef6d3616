/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.counter;

/** The state, renamed and nested: what was {@code CounterState.count} is now {@code Tally.total.value}. */
record Tally(Total total, long increments) {

    Tally plus(long by) {
        return new Tally(new Total(total.value() + by), increments + 1);
    }
}
