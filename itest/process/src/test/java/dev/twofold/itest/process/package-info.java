/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Tests of what is shipped: the runtime as a process that {@code runtime/run} starts, driven through its folder, its
 * shell, signals and TCP, as its users do.
 */
package dev.twofold.itest.process;
