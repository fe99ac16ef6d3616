/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The good revision after the bad one: it can be reached from 2.0 and, after a rollback, from 1.x. */
package dev.twofold.samples.counter;
