/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

/** A server could not start. Its name is free again. */
public class StartFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ExitReason reason;

    /**
     * A start that failed.
     *
     * @param server the server that was to start
     * @param reason why
     */
    public StartFailedException(String server, ExitReason reason) {
        super("server " + server + " did not start: " + reason);
        this.reason = reason;
    }

    /**
     * Why it failed.
     *
     * @return the reason
     */
    public ExitReason reason() {
        return reason;
    }
}
