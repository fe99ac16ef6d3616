/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.entries;

/** The state. */
record Entries(long sum, long entries) {
}
