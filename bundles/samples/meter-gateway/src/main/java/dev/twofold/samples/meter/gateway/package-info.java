/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * A TCP gateway in front of the meter: it keeps the connections and turns each line into a call to a device's server. An
 * ordinary bundle that is not swapped, like a port driver in Erlang: its connections outlive all revisions of the meter.
 */
package dev.twofold.samples.meter.gateway;
