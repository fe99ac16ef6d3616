/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.module;

import java.util.Objects;

/**
 * Where the states of a server type, or the messages that it declares, differ between two revisions. Holds text only.
 *
 * @param type the server type
 * @param text the path inside the state and what is different there; of a message it begins with {@code message}
 * @param cover who takes care of it
 * @param by the code changes that do, empty unless {@link Cover#CODE_CHANGE}
 */
public record StateDifference(String type, String text, Cover cover, String by) {

    /** Checks that everything is given. */
    public StateDifference {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(cover, "cover");
        Objects.requireNonNull(by, "by");
    }

    /** As one line. */
    @Override
    public String toString() {
        return type + ": " + text + " (" + (by.isEmpty() ? cover.text : by) + ")";
    }

    /** Who can take care of a difference. */
    public enum Cover {
        /** A {@link dev.twofold.code.CodeChange}; whether it does shows when states are changed. */
        CODE_CHANGE("by a CodeChange"),
        /** The conversion by shape: nothing is refused for it. */
        SHAPE("by shape"),
        /** Nobody if a state or a message that waits has something there; it is refused then. */
        SHAPE_IF_ABSENT("refused where it is present"),
        /** Nobody: every state is refused, or every message of that class. */
        NOBODY("nobody takes care of it");

        private final String text;

        Cover(String text) {
            this.text = text;
        }
    }
}
