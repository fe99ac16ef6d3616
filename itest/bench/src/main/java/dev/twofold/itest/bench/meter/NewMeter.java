/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench.meter;

/**
 * State of a meter in the second revision.
 *
 * @param n the sum
 * @param revision what it has more
 */
public record NewMeter(long n, int revision) {

    NewMeter plus(long more) {
        return new NewMeter(n + more, revision);
    }
}
