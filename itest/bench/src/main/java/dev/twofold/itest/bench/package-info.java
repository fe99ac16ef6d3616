/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * How fast messages and starts are. {@link dev.twofold.itest.bench.Main} measures the figures that peers are compared by;
 * {@link dev.twofold.itest.bench.MessageBenchmark} has JMH look at the parts.
 */
package dev.twofold.itest.bench;
