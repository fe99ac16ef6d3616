/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

import java.time.Duration;

/** There was no reply within the limit. The request may still be handled; its reply is dropped. */
public class CallTimeoutException extends CallFailedException {

    private static final long serialVersionUID = 1L;

    private final Duration limit;

    /**
     * A call that took too long.
     *
     * @param server name of the server
     * @param limit the limit that has passed
     */
    public CallTimeoutException(String server, Duration limit) {
        super("server " + server + " did not answer within " + limit.toMillis() + " ms", server, ExitReason.TIMEOUT);
        this.limit = limit;
    }

    /**
     * The limit that has passed.
     *
     * @return the limit, without the time behind a gate
     */
    public Duration limit() {
        return limit;
    }
}
