/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Where the module under test keeps its files, among the temporary files of the machine. It is made when somebody asks the
 * engine for the folder of a module, and deleted with all there is in it by {@link #close}.
 *
 * @param path where it lies, or would lie
 */
record TemporaryFolder(Path path) implements AutoCloseable {

    /** One that nobody else has. */
    static TemporaryFolder fresh() {
        return new TemporaryFolder(Path.of(System.getProperty("java.io.tmpdir"), "twofold-test-" + UUID.randomUUID()));
    }

    /** The folder of a module, which is there when this returns. */
    Path of(String module) {
        try {
            return Files.createDirectories(path.resolve(module));
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot make a folder for module " + module + " in " + path, failed);
        }
    }

    @Override
    public void close() {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> all = Files.walk(path)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepestFirst) {
                Files.delete(each);
            }
        } catch (IOException | UncheckedIOException failed) {
            throw new IllegalStateException("cannot delete " + path
                    + ", the folder of the module under test: close what"
                    + " its servers have opened there", failed);
        }
    }
}
