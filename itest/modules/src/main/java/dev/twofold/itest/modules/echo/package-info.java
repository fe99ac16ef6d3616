/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** A module that another module calls. */
package dev.twofold.itest.modules.echo;
