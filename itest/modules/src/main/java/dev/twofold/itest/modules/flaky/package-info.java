/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** A server that starts only if it may. */
package dev.twofold.itest.modules.flaky;
