/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** A module whose state has parts that need not be there. */
package dev.twofold.itest.modules.shelf;
