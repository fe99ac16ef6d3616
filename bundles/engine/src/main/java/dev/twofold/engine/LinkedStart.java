/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

/** The start of a server that is linked to the one that starts it, and ends with it. */
final class LinkedStart extends Request {

    /**
     * A start that this thread waits for.
     *
     * @param server who is started
     * @param here what this thread does
     */
    LinkedStart(Server server, Running here) {
        super(server, null, here);
    }

    @Override
    boolean endsWithCaller() {
        return true;
    }
}
