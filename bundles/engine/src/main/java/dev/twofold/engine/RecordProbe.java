/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

/**
 * The record that {@link RecordMethods} uses up. A file of its own: nested, it could not be loaded without the class around
 * it.
 *
 * @param other another one, so that a component is of a class of the same loader
 */
record RecordProbe(RecordProbe other) {
}
