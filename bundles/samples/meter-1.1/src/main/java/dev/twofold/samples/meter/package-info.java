/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The second revision of the meter: a component more in the state of each device, and the code changes for it. */
package dev.twofold.samples.meter;
