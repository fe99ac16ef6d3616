/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.deploy.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Text files in the folder, for people who have nothing but the folder: one beside each jar that was refused or is loaded, and
 * a README. Each is written under a hidden name and then renamed, so that nobody reads half of it. A folder that cannot be
 * written to does without. For the worker's thread only.
 */
final class Notices {

    /** A regular expression for the names of all these files. */
    static final String NAMES = "(?:README\\.txt|(?i:.*\\.jar\\.(?:refused|loaded)))";

    static final String REFUSED = ".refused";
    static final String LOADED = ".loaded";
    static final String README = "README.txt";

    /** How each of our files begins. One that begins otherwise belongs to somebody else, whatever its name is. */
    static final String OURS = "# Twofold: ";

    private static final Logger LOG = LoggerFactory.getLogger(Notices.class);

    private static final Pattern STATUS = Pattern.compile("(?i).*\\.jar\\.(refused|loaded)");
    private static final Pattern LEFT_OVER = Pattern.compile("(?i)\\..*\\.jar\\.(refused|loaded)\\.part");
    private static final String PART = ".part";

    private final Directory directory;
    private final Map<String, Written> written = new HashMap<>();
    private boolean warned;

    private record Written(String text, Stamp stamp) {
    }

    private interface Change {

        void make() throws IOException;
    }

    Notices(Directory directory) {
        this.directory = directory;
    }

    /** Puts the README into the folder if there is none. */
    void welcome() {
        Path readme = directory.path().resolve(README);
        attempt(README, () -> {
            if (!Files.exists(readme)) {
                write(readme, readme());
            }
        });
    }

    /**
     * Has just these files beside the jars.
     *
     * @param wanted their texts by name
     */
    void post(Map<String, String> wanted) {
        Map<String, Path> present = new HashMap<>();
        attempt("the status files", () -> present.putAll(list()));
        present.forEach((name, file) -> {
            if (!wanted.containsKey(name)) {
                written.remove(name);
                attempt(name, () -> deleteOurs(file));
            }
        });
        wanted.forEach((name, text) -> attempt(name, () -> write(name, text, Optional.ofNullable(present.get(name)))));
    }

    private void write(String name, String text, Optional<Path> present) throws IOException {
        Written last = written.get(name);
        if (present.isPresent() && last != null && last.text().equals(text)
                && Stamp.of(present.get()).filter(last.stamp()::equals).isPresent()) {
            return;
        }
        Path file = directory.path().resolve(name);
        if (present.isPresent()) {
            if (!isOurs(present.get())) {
                return;
            }
            if (!Files.readString(file).equals(text)) {
                write(file, text);
            }
        } else {
            write(file, text);
        }
        Stamp.of(file).ifPresent(stamp -> written.put(name, new Written(text, stamp)));
    }

    private static void write(Path file, String text) throws IOException {
        Path part = file.resolveSibling("." + file.getFileName() + PART);
        try {
            Files.writeString(part, text);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** The status files that are there, without those that a killed platform left half written. */
    private Map<String, Path> list() throws IOException {
        Map<String, Path> present = new HashMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory.path())) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (LEFT_OVER.matcher(name).matches()) {
                    Files.deleteIfExists(file);
                } else if (STATUS.matcher(name).matches()) {
                    present.put(name, file);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return present;
    }

    private static void deleteOurs(Path file) throws IOException {
        if (isOurs(file)) {
            Files.deleteIfExists(file);
        }
    }

    private static boolean isOurs(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(OURS.length()), StandardCharsets.UTF_8).equals(OURS);
        }
    }

    private static String readme() throws IOException {
        try (InputStream in = Notices.class.getResourceAsStream(README)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Says once what does not work and goes on: modules are deployed without these files all the same. */
    private void attempt(String what, Change change) {
        try {
            change.make();
        } catch (IOException | InvalidPathException e) {
            if (!warned) {
                LOG.warn(
                        "cannot write {} in {}; modules are deployed all the same, log and module:list say what became of"
                                + " them", what, directory.path(), e);
            }
            warned = true;
        }
    }
}
