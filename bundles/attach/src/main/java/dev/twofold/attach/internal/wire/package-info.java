/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** What the two ends say to each other. Plain Java: both the platform and the program that attaches use it. */
package dev.twofold.attach.internal.wire;
