/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Drives the shipped runtime as a user does: a process that is started by its script, a folder that jars are dropped
 * into, and a shell that commands are typed into. {@link dev.twofold.runtime.demo.RuntimeProcess} is what the process
 * tests drive it with, too; {@link dev.twofold.runtime.demo.Demo} is {@code runtime/run demo}.
 */
package dev.twofold.runtime.demo;
