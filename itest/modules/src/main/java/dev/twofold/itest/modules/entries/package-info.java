/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The ledger once more, with a component in its state that the first one has not. */
package dev.twofold.itest.modules.entries;
