/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.attach.internal;

import dev.twofold.attach.internal.wire.Frame;

/** A session of the shell for a program that is attached. */
interface Sitting {

    /**
     * Runs the session to its end, on a thread of its own.
     *
     * @return the exit status
     */
    int run();

    /** Takes what the program sends. Never waits for the session. */
    void take(Frame frame);

    /** The program has gone: what runs is interrupted, and {@link #run} returns soon. */
    void hangUp();
}
