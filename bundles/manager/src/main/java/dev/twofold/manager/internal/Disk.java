/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** What is done to files so that it outlives a crash. When a method returns, what it has done is on the disk. */
class Disk {

    /** Ending of a file that is not complete yet. */
    static final String PART = ".part";

    private static final int BUFFER = 64 * 1024;

    /** Creates a folder and those above it. */
    void createFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            about("create folder", folder);
            Path parent = folder.toAbsolutePath().getParent();
            if (parent != null) {
                createFolder(parent);
            }
            Files.createDirectories(folder);
            forceFolder(folder.toAbsolutePath().getParent());
        }
    }

    /** Copies a file and tells the hash of what was copied, in hexadecimal. */
    String copy(Path from, Path to) throws IOException {
        about("copy", to);
        MessageDigest digest = sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(from), digest)) {
            Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
        }
        force(to);
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Replaces a file's text: whoever reads it, now or after a crash, finds the old text or the new one. */
    void replace(Path file, String text) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + PART);
        about("write", part);
        Files.writeString(part, text, StandardCharsets.UTF_8);
        force(part);
        move(part, file);
    }

    /** Renames a file, and replaces the one that has that name. */
    void move(Path from, Path to) throws IOException {
        about("rename to", to);
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException unusual) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
        forceFolder(to.getParent());
    }

    /** Deletes a file or an empty folder, if it is there. */
    void delete(Path file) throws IOException {
        about("delete", file);
        if (Files.deleteIfExists(file)) {
            forceFolder(file.getParent());
        }
    }

    /** What lies in a folder; nothing if there is none. */
    List<Path> list(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    static boolean isPart(Path file) {
        return file.getFileName().toString().endsWith(PART);
    }

    /** Called before each change. */
    void about(String change, Path file) throws IOException {
        Halt.before(change, file.getFileName());
    }

    /** Hash of a file's content, in hexadecimal. */
    static String sha256(Path file) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static void forceFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException notOnThisSystem) {
            // some systems cannot sync a folder; the change itself has worked
            return;
        }
    }
}
