/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The servers that are measured: what a module would consist of. Each revision loads these classes anew. */
package dev.twofold.itest.bench.counter;
