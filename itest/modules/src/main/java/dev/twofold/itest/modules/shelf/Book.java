/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.shelf;

/**
 * A part of the state.
 *
 * @param title what it is called
 */
public record Book(String title) {
}
