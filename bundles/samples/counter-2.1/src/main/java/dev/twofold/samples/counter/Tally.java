/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.counter;

/** The state has a component more: {@code largest} is the largest increment. */
record Tally(Total total, long increments, long largest) {

    Tally plus(long by) {
        return new Tally(new Total(total.value() + by), increments + 1, Math.max(largest, by));
    }
}
