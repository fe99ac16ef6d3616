/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Commands for the Gogo shell: one component per scope, without state, that asks the services of the API and returns
 * values. How values look is up to {@link dev.twofold.shell.internal.TextConverter}.
 */
package dev.twofold.shell.internal;
