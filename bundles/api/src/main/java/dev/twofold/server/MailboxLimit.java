/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

import java.time.Duration;

/**
 * How many messages may wait for a server, and how long a sender waits for room. Nothing is ever dropped: who finds no
 * room in time gets {@link MailboxFullException}. What the engine itself sends ({@link Down}, {@link Exit},
 * {@link Timeout}), replies, and what a server sends to itself find room always.
 *
 * @param messages how many, at least 1; senders that come at the same moment may exceed it by their number
 * @param patience how long a sender waits for room, not negative; a call never longer than its own limit
 */
public record MailboxLimit(int messages, Duration patience) {

    /** Checks that both are possible. */
    public MailboxLimit {
        if (messages < 1) {
            throw new IllegalArgumentException("the limit of a mailbox is less than 1: " + messages);
        }
        if (patience.isNegative()) {
            throw new IllegalArgumentException("the patience of senders is negative: " + patience);
        }
    }

    /**
     * A limit whose senders do not wait.
     *
     * @param messages how many messages may wait
     * @return the limit
     */
    public static MailboxLimit refusing(int messages) {
        return new MailboxLimit(messages, Duration.ZERO);
    }
}
