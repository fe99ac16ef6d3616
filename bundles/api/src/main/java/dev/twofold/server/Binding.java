/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

/** Which revision's callbacks a server runs after its module has been loaded again. */
public enum Binding {
    /**
     * The callbacks it runs now, until a swap changes it together with its state: OTP's local call. The default.
     */
    PINNED,
    /**
     * At each message those that are current then, with the state as it is: OTP's fully qualified call. No
     * {@code CodeChange} is asked; if the state's class is another in the new revision, the next callback fails and ends
     * the server.
     */
    NEWEST
}
