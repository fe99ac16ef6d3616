/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.meter.api;

/** What the server of a device can be asked. */
public sealed interface MeterRequest permits Reading, Total {

    /**
     * The device in question.
     *
     * @return its name
     */
    String device();
}
