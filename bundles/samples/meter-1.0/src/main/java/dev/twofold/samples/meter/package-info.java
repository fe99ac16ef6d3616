/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The first revision of the meter. Nothing here is exported: what the gateway needs lies in the meter's protocol. */
package dev.twofold.samples.meter;
