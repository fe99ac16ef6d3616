/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.counter;

/** The state has a component more: {@code increments} says how many there were, from this revision on. */
record CounterState(long count, long increments) {
}
