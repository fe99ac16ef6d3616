/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.meter.api;

import java.math.BigDecimal;

/**
 * What a device has metered.
 *
 * @param kwh the total in kWh
 * @param readings how many readings it is made of
 */
public record Consumption(BigDecimal kwh, long readings) {
}
