/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** A module that calls another one. */
package dev.twofold.itest.modules.relay;
