/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Servers that pass a call on to the next one, in whatever module that is. */
package dev.twofold.itest.modules.ring;
