/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

/** The message of {@link GenServer#handleInfo} when the limit of {@link After#timeout} has passed. */
public enum Timeout {
    /** The only value. */
    TIMEOUT
}
