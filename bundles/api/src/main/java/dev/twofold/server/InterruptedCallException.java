/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

/** The thread was interrupted while it waited for a reply. Its interrupt status is set. */
public class InterruptedCallException extends CallFailedException {

    private static final long serialVersionUID = 1L;

    /**
     * An interrupted call.
     *
     * @param server name of the server
     */
    public InterruptedCallException(String server) {
        super("interrupted while waiting for server " + server, server, ExitReason.of("interrupted"));
    }
}
