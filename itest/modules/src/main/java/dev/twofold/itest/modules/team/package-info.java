/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** A supervisor of the module's own, in several revisions. */
package dev.twofold.itest.modules.team;
