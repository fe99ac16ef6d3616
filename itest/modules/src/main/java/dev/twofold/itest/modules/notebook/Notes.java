/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.notebook;

/**
 * The state.
 *
 * @param written how many notes were written
 */
public record Notes(int written) {
}
