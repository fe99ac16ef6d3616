/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.deploy.internal;

/**
 * What is remembered of a file.
 *
 * @param stamp the file's size and time then
 * @param sha256 the content then, or an empty text if it could not be read
 * @param standing what became of it
 */
record Handover(Stamp stamp, String sha256, Standing standing) {

    Handover with(Standing next) {
        return new Handover(stamp, sha256, next);
    }

    boolean hasContent(String hash) {
        return !sha256.isEmpty() && sha256.equalsIgnoreCase(hash);
    }
}
