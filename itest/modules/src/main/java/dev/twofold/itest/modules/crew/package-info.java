/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** A module whose supervisor at the top looks after several servers. */
package dev.twofold.itest.modules.crew;
