/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** An ordinary bundle whose components use servers and wait for modules. */
package dev.twofold.itest.modules.client;
