/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Tests of the whole platform in a real framework, in the words of an operator: drop, load, call, roll back.
 *
 * <p>Two worlds meet here. Outside the framework {@link dev.twofold.itest.exam.Fixtures} makes the jars and
 * {@link dev.twofold.itest.exam.Platform} says which bundles there are. Inside, the tests run as a bundle of their own, which
 * must never be wired to a module: it would keep the module's revisions alive. They talk to servers with values of the JDK
 * or of a protocol bundle, and to the platform through its services.
 */
package dev.twofold.itest.exam;
