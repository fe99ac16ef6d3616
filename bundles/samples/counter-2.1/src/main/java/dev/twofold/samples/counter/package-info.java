/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** A bad revision of the counter: its code change throws, so it never becomes current where 2.0 runs. */
package dev.twofold.samples.counter;
