/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The third revision of the counter: the state has another shape, and the code changes move it there and back. */
package dev.twofold.samples.counter;
