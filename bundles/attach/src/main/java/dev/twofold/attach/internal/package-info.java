/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * The platform's end: a socket, and for each program that attaches a session of the shell. Three threads serve an attached
 * program: one reads, one writes, one runs the session. Commands never touch the socket themselves, because an interrupt
 * would close it.
 */
package dev.twofold.attach.internal;
