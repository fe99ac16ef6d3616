/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** A module whose servers never block. */
package dev.twofold.itest.modules.swift;
