/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench;

/**
 * Tells a counter to add something. Senders make a new one each time.
 *
 * @param n what to add
 */
public record Add(long n) {
}
