/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** A module that sums up what it is sent. What clients send are values of the JDK, so that no test is wired to it. */
package dev.twofold.itest.modules.ledger;
