/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Tests of the documentation: what a page says is typed, compiled and compared. {@link dev.twofold.itest.docs.Page} says how
 * pages are written for that.
 */
package dev.twofold.itest.docs;
