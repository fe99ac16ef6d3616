/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.selfish.words;

/**
 * A word.
 *
 * @param text the word
 */
public record Word(String text) {
}
