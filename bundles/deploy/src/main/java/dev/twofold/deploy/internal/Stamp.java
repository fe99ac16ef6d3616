/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.deploy.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Optional;

/**
 * What is seen of a file without opening it. A file with the same stamp is taken to be the same.
 *
 * @param size its length in bytes
 * @param modified when it was last written, in milliseconds
 */
record Stamp(long size, long modified) {

    /** The stamp of a file, or empty if it is none, a folder for example. */
    static Optional<Stamp> of(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return attributes.isRegularFile()
                ? Optional.of(new Stamp(attributes.size(), attributes.lastModifiedTime().toMillis()))
                : Optional.empty();
    }

    Instant time() {
        return Instant.ofEpochMilli(modified);
    }
}
