/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.module;

import java.time.Instant;
import java.util.Objects;

/**
 * Something that was refused and is still so.
 *
 * @param source name of the file, or of the module if there was no file
 * @param time when
 * @param reason what was wrong and what to do
 */
public record Refusal(String source, Instant time, String reason) {

    /** Checks that everything is given. */
    public Refusal {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(reason, "reason");
    }
}
