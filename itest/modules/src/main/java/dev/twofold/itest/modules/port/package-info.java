/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Part of a module that only one revision of can be active: its component listens at a port. */
package dev.twofold.itest.modules.port;
