/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

/** A server could not start because another has its name: OTP's {@code already_started}. {@code init} did not run. */
public class NameTakenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ServerRef holder;

    /**
     * A name that is taken.
     *
     * @param holder the server that has it
     */
    public NameTakenException(ServerRef holder) {
        super("a server named " + holder.name() + " runs already");
        this.holder = holder;
    }

    /**
     * The server that has the name.
     *
     * @return that server
     */
    public ServerRef holder() {
        return holder;
    }
}
