/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.meter.api;

import dev.twofold.server.Call;

/**
 * Asks what a device has metered so far.
 *
 * @param device the device
 */
public record Total(String device) implements Call<Consumption>, MeterRequest {

    /** Refuses what no device can be called. */
    public Total {
        DeviceName.check(device);
    }
}
