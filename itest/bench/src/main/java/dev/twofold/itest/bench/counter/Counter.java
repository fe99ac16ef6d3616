/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench.counter;

/**
 * State of a counter.
 *
 * @param n the sum
 */
public record Counter(long n) {

    Counter plus(long more) {
        return new Counter(n + more);
    }
}
