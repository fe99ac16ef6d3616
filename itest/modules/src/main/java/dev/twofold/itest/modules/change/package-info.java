/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Code changes from the ledger of 1.x to that of 2.x: some that work, and all the ways in which they do not. */
package dev.twofold.itest.modules.change;
