/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** A module that is configured and keeps files, in two kinds: one takes a changed configuration over, the other does not. */
package dev.twofold.itest.modules.notebook;
