/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The second revision of the counter: a component more in the state, and the code changes for it. */
package dev.twofold.samples.counter;
