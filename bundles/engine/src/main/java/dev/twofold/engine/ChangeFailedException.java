/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

/** The state of a server could not be changed. All new states are dropped and nothing has changed. */
public class ChangeFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String server;
    private final String why;

    ChangeFailedException(String server, String why) {
        super("server " + server + ": " + why);
        this.server = server;
        this.why = why;
    }

    /**
     * The first server whose state could not be changed.
     *
     * @return its name
     */
    public String server() {
        return server;
    }

    /** What went wrong, without the server. */
    String why() {
        return why;
    }
}
