/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** A module with messages of its own, which clients should not have but do. */
package dev.twofold.itest.modules.letters;
