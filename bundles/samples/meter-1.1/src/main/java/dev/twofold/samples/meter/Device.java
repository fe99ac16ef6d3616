/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.meter;

import java.math.BigDecimal;

/** The state has a component more: {@code highest} is the highest reading, from this revision on. */
record Device(String name, BigDecimal total, long readings, BigDecimal highest) {

    Device plus(BigDecimal kwh) {
        return new Device(name, total.add(kwh), readings + 1, highest.max(kwh));
    }
}
