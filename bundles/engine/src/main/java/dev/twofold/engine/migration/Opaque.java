/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

/**
 * In a view, what cannot be carried over. The view is made all the same, so that a {@code CodeChange} can put something
 * else in its place; whoever reads it, or leaves it in, is told why.
 *
 * @param path where it lay
 * @param why why it cannot be carried over
 */
record Opaque(String path, String why) {
}
