/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.meter;

import java.math.BigDecimal;

record Device(String name, BigDecimal total, long readings) {

    Device plus(BigDecimal kwh) {
        return new Device(name, total.add(kwh), readings + 1);
    }
}
