/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.module;

import java.util.Objects;

/**
 * What an operation did to one server.
 *
 * @param server its name, or the text that stands for it
 * @param type its server type
 * @param result what became of it
 * @param detail more about it, such as why it did not start; empty if there is nothing to say
 */
public record ServerChange(String server, String type, Result result, String detail) {

    /** Checks that everything is given. */
    public ServerChange {
        Objects.requireNonNull(server, "server");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(result, "result");
        Objects.requireNonNull(detail, "detail");
    }

    /** What can become of a server. */
    public enum Result {
        /** It runs the new revision, with its state. */
        CHANGED,
        /** It still runs the revision that it ran before. */
        STAYED,
        /** It has been started. */
        STARTED,
        /** It was to be started and was not. */
        NOT_STARTED,
        /** It has ended, because the revision that it ran was purged. */
        KILLED,
        /** It has ended instead of going over without a code change: the detail is its reason, mostly a state that does not fit. */
        ENDED
    }
}
