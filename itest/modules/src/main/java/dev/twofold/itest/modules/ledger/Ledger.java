/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.ledger;

/** The state. */
record Ledger(long sum) {
}
