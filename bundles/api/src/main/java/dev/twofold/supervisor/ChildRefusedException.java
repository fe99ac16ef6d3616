/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.supervisor;

import dev.twofold.server.ServerRef;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** A supervisor does not do what it was asked for: OTP's {@code {error, Reason}}. Nothing has changed. */
public class ChildRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final transient Optional<ServerRef> server;

    /** Why a supervisor refuses. */
    public enum Reason {
        /** A child with this id has a process, see {@link ChildRefusedException#server}. */
        ALREADY_STARTED,
        /** There is a child with this id, without a process: restart or delete it. */
        ALREADY_PRESENT,
        /** The child has a process: terminate it first. */
        RUNNING,
        /** The child is being started again. */
        RESTARTING,
        /** There is no such child. */
        NOT_FOUND,
        /** The supervisor is a {@link Strategy#SIMPLE_ONE_FOR_ONE}: its children have no ids. */
        SIMPLE_ONE_FOR_ONE,
        /** The specification does not fit the supervisor. */
        INVALID_CHILD_SPEC;

        /** The name as in OTP, such as {@code already_started}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A refusal.
     *
     * @param reason why, in OTP's words
     * @param advice why and what to do, for the operator
     * @param server the process of the child, if it is the reason
     */
    public ChildRefusedException(Reason reason, String advice, Optional<ServerRef> server) {
        super(reason + ": " + advice);
        this.reason = reason;
        this.server = Objects.requireNonNull(server, "server");
    }

    /**
     * Why.
     *
     * @return OTP's reason
     */
    public Reason reason() {
        return reason;
    }

    /**
     * The process that the child has already.
     *
     * @return the server for {@link Reason#ALREADY_STARTED}, otherwise empty
     */
    public Optional<ServerRef> server() {
        return server;
    }
}
