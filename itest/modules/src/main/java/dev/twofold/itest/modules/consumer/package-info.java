/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** A component that must run in one revision only. */
package dev.twofold.itest.modules.consumer;
