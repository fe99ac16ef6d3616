/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench.meter;

/**
 * State of a meter in the first revision.
 *
 * @param n the sum
 */
public record OldMeter(long n) {

    OldMeter plus(long more) {
        return new OldMeter(n + more);
    }
}
