/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The program that attaches: it runs in a process of its own, outside of the framework. */
package dev.twofold.attach.internal.client;
