/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.meter.api;

import dev.twofold.server.Call;
import java.math.BigDecimal;

/**
 * What a device has metered since its last reading. The reply is its new total in kWh.
 *
 * @param device the device
 * @param kwh from 0 to 1,000,000, exact to the watt-hour
 */
public record Reading(String device, BigDecimal kwh) implements Call<BigDecimal>, MeterRequest {

    private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000);

    /** Refuses what no device meters: a reading that was taken can never be taken back. */
    public Reading {
        DeviceName.check(device);
        if (kwh.signum() < 0 || kwh.compareTo(MOST) > 0 || kwh.scale() > 3) {
            throw new IllegalArgumentException("a reading is from 0 to 1000000 kWh with at most 3 decimals");
        }
    }
}
