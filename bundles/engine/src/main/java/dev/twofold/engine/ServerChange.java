/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.util.Objects;

/**
 * What a change of code did to one server. Holds text only.
 *
 * @param server its name
 * @param type its server type
 * @param from the version that it ran before
 * @param to the version that it runs now; the same if it was left alone
 * @param result what became of it
 * @param reason why it has ended; empty if it has not
 */
public record ServerChange(String server, String type, String from, String to, Result result, String reason) {

    /** Checks that everything is given. */
    public ServerChange {
        Objects.requireNonNull(server, "server");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(result, "result");
        Objects.requireNonNull(reason, "reason");
    }

    /** What can become of a server. */
    public enum Result {
        /** It runs the new code, with its state. */
        CHANGED,
        /** It ran the new code already, and was left alone. */
        THERE,
        /** It runs code that this change was not for, and was left alone. */
        STAYED,
        /** It was to go over, and has not come to it within the limit: it does when its callback has returned. */
        LATE,
        /** It was to go over, and has ended: mostly because its state does not fit. */
        ENDED
    }
}
