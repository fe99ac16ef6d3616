/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.counter.api;

/** What a counter can be asked. */
public sealed interface CounterRequest permits Increment, Get {
}
