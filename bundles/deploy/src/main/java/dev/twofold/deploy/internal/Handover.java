/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.deploy.internal;

import java.time.Instant;

/**
 * What is remembered of a file.
 *
 * @param stamp the file's size and time then
 * @param sha256 the content then, or an empty text if it could not be read
 * @param standing what became of it
 * @param time when that was known
 * @param note why it was refused, or what should be known; cut off if it is long
 */
record Handover(Stamp stamp, String sha256, Standing standing, Instant time, String note) {

    private static final int LONGEST_NOTE = 8_000;

    Handover {
        note = note.length() <= LONGEST_NOTE ? note : note.substring(0, LONGEST_NOTE) + " ...";
    }

    Handover with(Standing next) {
        return new Handover(stamp, sha256, next, time, note);
    }

    boolean hasContent(String hash) {
        return !sha256.isEmpty() && sha256.equalsIgnoreCase(hash);
    }

    boolean isRefused() {
        return standing.isRefused();
    }
}
