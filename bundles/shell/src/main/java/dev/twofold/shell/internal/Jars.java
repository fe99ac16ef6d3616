/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.felix.service.command.CommandSession;

/** The jars that a command was given, by paths and by addresses. What was fetched is taken away with {@link #close}. */
final class Jars implements AutoCloseable {

    private final List<Path> files = new ArrayList<>();
    private final List<Download> downloads = new ArrayList<>();

    private Jars() {}

    /** Finds all files, and then fetches what is elsewhere: a wrong path is told before anything is waited for. */
    static Jars of(CommandSession session, Seconds limit, String... words) throws InterruptedException {
        for (String word : words) {
            if (!Download.isAddress(word)) {
                file(session, word);
            }
        }
        Jars jars = new Jars();
        try {
            for (String word : words) {
                jars.add(session, limit, word);
            }
            return jars;
        } catch (InterruptedException | RuntimeException e) {
            jars.close();
            throw e;
        }
    }

    private void add(CommandSession session, Seconds limit, String word) throws InterruptedException {
        if (Download.isAddress(word)) {
            Download download = Download.of(word, Seconds.duration(limit), Download.LARGEST);
            downloads.add(download);
            files.add(download.file());
        } else {
            files.add(file(session, word));
        }
    }

    /** A file, looked for in the folder where the user is. */
    static Path file(CommandSession session, String path) {
        Path file = session.currentDir().resolve(path);
        if (Files.isRegularFile(file)) {
            return file;
        }
        if (Files.isDirectory(file)) {
            throw new WrongNameException(file + " is a folder: give the path of a file in it");
        }
        throw new WrongNameException("no file " + file + ": a path counts from the folder in which you are");
    }

    List<Path> files() {
        return List.copyOf(files);
    }

    @Override
    public void close() {
        downloads.forEach(Download::delete);
        downloads.clear();
    }
}
