/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

/**
 * A call got no reply: OTP's exit of the caller. The reason is {@link ExitReason#NOPROC}, {@link ExitReason#CALLING_SELF},
 * or that of the server's end.
 */
public class CallFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String server;
    private final transient ExitReason reason;

    /**
     * A failed call.
     *
     * @param server name of the server
     * @param reason why
     */
    public CallFailedException(String server, ExitReason reason) {
        this("call to server " + server + " failed: " + reason, server, reason);
    }

    /**
     * A failed call with a message of its own.
     *
     * @param message what to tell the operator
     * @param server name of the server
     * @param reason why
     */
    protected CallFailedException(String message, String server, ExitReason reason) {
        super(message);
        this.server = server;
        this.reason = reason;
    }

    /**
     * The server that was called.
     *
     * @return its name
     */
    public String server() {
        return server;
    }

    /**
     * Why the call failed.
     *
     * @return the reason
     */
    public ExitReason reason() {
        return reason;
    }
}
