/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The first revision of the counter. Nothing here is exported: what clients need lies in the counter's protocol. */
package dev.twofold.samples.counter;
