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
     * Those that were loaded last, from the next message on, with the state as it is: OTP's fully qualified call. No
     * {@code CodeChange} is asked; a state that does not fit the new revision ends the server. An upgrade that changes the
     * servers of the module changes this one with its state, like the others.
     */
    NEWEST
}
