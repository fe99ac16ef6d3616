/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

/** What a server does at a moment. */
public enum ServerStatus {
    /** It waits for a message. */
    IDLE,
    /** It handles messages. */
    RUNNING,
    /** It handles none until it is resumed. */
    SUSPENDED,
    /** An upgrade holds its messages back. */
    GATED,
    /** It has ended. */
    ENDED
}
