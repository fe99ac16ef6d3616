/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.testkit;

import dev.twofold.code.ChangeContext;
import java.util.Optional;

/** A module did not go over to another revision. Nothing has changed: same revisions, same states, same messages. */
public class ChangeRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Optional<String> server;

    ChangeRefusedException(ChangeContext change, Optional<String> server, RuntimeException cause) {
        super("module " + change.module() + " did not go from " + change.from() + " to " + change.to() + ": "
                + cause.getMessage(), cause);
        this.server = server;
    }

    /**
     * The first server whose state could not be changed. What is wrong with it, and in which field, is in the message.
     *
     * @return its name; empty if it is not the fault of a single server
     */
    public Optional<String> server() {
        return server;
    }
}
