/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

/** A message was not sent because the server has no room for it: see {@link MailboxLimit}. Sending it again may succeed. */
public class MailboxFullException extends CallFailedException {

    private static final long serialVersionUID = 1L;

    private final int limit;

    /**
     * A message that found no room.
     *
     * @param server name of the server
     * @param limit how many messages may wait for it
     */
    public MailboxFullException(String server, int limit) {
        super("server " + server + " has no room: " + limit + " messages wait for it already; send less or later",
                server, ExitReason.MAILBOX_FULL);
        this.limit = limit;
    }

    /**
     * How many messages may wait.
     *
     * @return their number
     */
    public int limit() {
        return limit;
    }
}
