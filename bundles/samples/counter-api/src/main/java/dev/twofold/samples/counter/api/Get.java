/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.counter.api;

import dev.twofold.server.Call;

/** Asks for the count. */
public record Get() implements Call<Long>, CounterRequest {
}
