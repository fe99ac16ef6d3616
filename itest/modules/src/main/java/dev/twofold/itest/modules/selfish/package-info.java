/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** A module that exports what it imports: the framework would wire a revision to the package of the other one. */
package dev.twofold.itest.modules.selfish;
