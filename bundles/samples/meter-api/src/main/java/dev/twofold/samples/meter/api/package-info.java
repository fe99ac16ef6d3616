/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * The protocol of the meter: the records that cross between the gateway and the servers of the devices. It lies in a
 * bundle that is never swapped, so that the gateway holds on to no revision of the module.
 */
@Export
@Version("1.0.0")
package dev.twofold.samples.meter.api;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
