/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Parts that keep a module from being loaded. */
package dev.twofold.itest.modules.broken;
