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
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder, and which of its files are for us: jars, but no hidden ones. Safe from any thread. */
final class Directory {

    private static final Logger LOG = LoggerFactory.getLogger(Directory.class);

    private static final String JAR = ".jar";

    private final Path path;
    /** As the file system gave them: a name that the locale cannot express does not lead back to its file. */
    private volatile Map<String, Path> files = Map.of();

    private Directory(Path path) {
        this.path = path;
    }

    /** Opens a folder and creates it if it is not there. One that cannot be created may come later. */
    static Directory open(Path path) {
        try {
            if (!Files.isDirectory(path)) {
                Files.createDirectories(path);
            }
        } catch (IOException e) {
            LOG.warn("cannot create the folder {}; it is looked for until it is there", path, e);
        }
        return new Directory(path.toAbsolutePath().normalize());
    }

    Path path() {
        return path;
    }

    /** The file of a name that was listed. */
    Path file(String name) {
        Path listed = files.get(name);
        return listed == null ? path.resolve(name) : listed;
    }

    /** Whether a path, which may be written in another way, is that of a file in this folder. */
    boolean holds(Path file) {
        Path parent = file.toAbsolutePath().normalize().getParent();
        try {
            return path.equals(parent) || parent != null && Files.isSameFile(path, parent);
        } catch (IOException gone) {
            return false;
        }
    }

    /**
     * All jars by file name.
     *
     * @throws IOException if the folder could not be looked at as a whole; it says nothing about single files then
     */
    SortedMap<String, Stamp> list() throws IOException {
        SortedMap<String, Stamp> jars = new TreeMap<>();
        Map<String, Path> found = new HashMap<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(path, Directory::isJar)) {
            for (Path file : all) {
                String name = file.getFileName().toString();
                stampOf(file).ifPresent(stamp -> {
                    jars.put(name, stamp);
                    found.put(name, file);
                });
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        files = found;
        return Collections.unmodifiableSortedMap(jars);
    }

    /** Which folder it is, in words of the file system: another one in its place has another; empty if not known. */
    String identity() throws IOException {
        Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        return key == null ? "" : key.toString();
    }

    private static Optional<Stamp> stampOf(Path file) throws IOException {
        try {
            return Stamp.of(file);
        } catch (NoSuchFileException goneMeanwhile) {
            return Optional.empty();
        }
    }

    /** Whether a file has the name of a jar, in capitals or not. */
    static boolean isJar(Path file) {
        String name = file.getFileName().toString();
        return name.toLowerCase(Locale.ROOT).endsWith(JAR) && !name.startsWith(".");
    }
}
