/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** A module that leaves things behind wherever it can: in threads, in failures, with other bundles. */
package dev.twofold.itest.modules.sticky;
