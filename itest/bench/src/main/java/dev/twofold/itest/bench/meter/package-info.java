/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * The servers that go from one revision to the other. Each revision has these classes from a class loader of its own, and
 * uses its own half of them.
 */
package dev.twofold.itest.bench.meter;
