/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.deploy.internal;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The folder, and which of its files are for us: jars, but no hidden ones. */
final class Directory {

    private final Path path;
    private final Path realPath;

    private Directory(Path path, Path realPath) {
        this.path = path;
        this.realPath = realPath;
    }

    /** Opens a folder and creates it if it is not there. */
    static Directory open(Path path) throws IOException {
        Files.createDirectories(path);
        return new Directory(path.toAbsolutePath().normalize(), path.toRealPath());
    }

    Path path() {
        return path;
    }

    Path file(String name) {
        return path.resolve(name);
    }

    /** Whether a path, which may be written in another way, is that of a jar in this folder. */
    boolean holds(Path file) {
        Path parent = file.toAbsolutePath().normalize().getParent();
        return (path.equals(parent) || realPath.equals(parent)) && isJar(file);
    }

    /**
     * All jars by file name.
     *
     * @throws IOException if the folder could not be looked at as a whole; it says nothing about single files then
     */
    SortedMap<String, Stamp> list() throws IOException {
        SortedMap<String, Stamp> jars = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path, Directory::isJar)) {
            for (Path file : files) {
                stampOf(file).ifPresent(stamp -> jars.put(file.getFileName().toString(), stamp));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return Collections.unmodifiableSortedMap(jars);
    }

    private static Optional<Stamp> stampOf(Path file) throws IOException {
        try {
            return Stamp.of(file);
        } catch (NoSuchFileException goneMeanwhile) {
            return Optional.empty();
        }
    }

    private static boolean isJar(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".jar") && !name.startsWith(".");
    }
}
