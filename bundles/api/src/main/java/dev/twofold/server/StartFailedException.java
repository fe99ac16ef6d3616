/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

/** A server could not start. Its name is free again. */
public class StartFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ExitReason reason;
    private final String text;

    /**
     * A start that failed.
     *
     * @param server the server that was to start
     * @param reason why
     */
    public StartFailedException(String server, ExitReason reason) {
        this(server, reason, reason.text());
    }

    /**
     * A start that failed, with more about it than the reason says.
     *
     * @param server the server that was to start
     * @param reason why
     * @param text the reason with what is to be known of it
     */
    public StartFailedException(String server, ExitReason reason, String text) {
        super("server " + server + " did not start: " + text);
        this.reason = reason;
        this.text = text;
    }

    /**
     * Why it failed.
     *
     * @return the reason
     */
    public ExitReason reason() {
        return reason;
    }

    /**
     * Why it failed, for people.
     *
     * @return the reason, with what is to be known of it
     */
    public String text() {
        return text;
    }
}
