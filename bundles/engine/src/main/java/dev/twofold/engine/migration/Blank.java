/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

/**
 * The record that {@link RecordCaches} makes the JDK remember.
 *
 * @param inner of the same type, so that the type of a component is remembered, too
 */
record Blank(Blank inner) {
}
