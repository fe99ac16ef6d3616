/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.module.JarInfo;
import dev.twofold.module.JarInfo.Kind;
import dev.twofold.module.RevisionId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.osgi.framework.Version;

/**
 * The jars of both slots of each module, and which is which, on disk: the one truth after a restart. A module's slots are
 * one small file that is replaced atomically; a jar that it does not name is left over from a crash and deleted at the
 * next start. Used by the coordinator's thread only.
 */
final class Store {

    private static final String SLOTS = "slots.properties";
    private static final String[] SLOT_NAMES = { "current", "old" };

    private final Path modules;
    private final Path incoming;
    private final long largest;

    Store(Path folder, long largest) {
        this.modules = folder.resolve("modules");
        this.incoming = folder.resolve("incoming");
        this.largest = largest;
    }

    /** What a module's file says. */
    record StoredSlots(Optional<StoredJar> current, Optional<StoredJar> old) {

        private Set<Path> files() {
            Set<Path> files = new TreeSet<>();
            current.ifPresent(jar -> files.add(jar.file()));
            old.ifPresent(jar -> files.add(jar.file()));
            return files;
        }
    }

    // ---- jars

    /** Copies a file into the store and checks it. The copy is read from now on, never the file. */
    StoredJar accept(Path file) throws RefusedException {
        Path copy = null;
        try {
            if (Files.size(file) > largest) {
                throw new RefusedException("the file has " + Files.size(file) + " bytes, more than the limit of "
                        + largest + " (twofold.manager, max.jar.bytes)");
            }
            Files.createDirectories(incoming);
            copy = Files.createTempFile(incoming, "jar", ".part");
            String hash = copy(file, copy);
            StoredJar accepted = keep(copy, hash);
            copy = null;
            return accepted;
        } catch (NoSuchFileException gone) {
            throw new RefusedException("there is no file " + gone.getFile());
        } catch (IOException failed) {
            throw new RefusedException("cannot copy the jar into " + modules + ": " + failed
                    + "; make room or mend the permissions, then drop it again");
        } finally {
            deleteQuietly(copy);
        }
    }

    private StoredJar keep(Path copy, String hash) throws IOException, RefusedException {
        JarInfo info = JarFiles.inspect(copy);
        if (info.kind() != Kind.MODULE) {
            throw new RefusedException(info.kind() == Kind.BUNDLE
                    ? "bundle " + info.symbolicName()
                            + " is no module: annotate one of its classes with @SwappableModule"
                    : info.problem());
        }
        Names.check(info.symbolicName());
        RevisionId id = new RevisionId(info.symbolicName(), version(info), hash);
        try {
            JarFiles.verify(copy);
        } catch (IOException damaged) {
            throw new RefusedException("the jar is damaged or not complete yet (" + damaged.getMessage() + ")");
        }
        if (JarFiles.isFragment(copy)) {
            throw new RefusedException("a fragment cannot be a module: opt in with its host");
        }
        StoredJar jar = new StoredJar(id, fileOf(id));
        Files.createDirectories(jar.file().getParent());
        move(copy, jar.file());
        return jar;
    }

    private static Version version(JarInfo info) throws RefusedException {
        try {
            return Version.parseVersion(info.version());
        } catch (IllegalArgumentException wrong) {
            throw new RefusedException("Bundle-Version '" + info.version() + "' is no version: " + wrong.getMessage());
        }
    }

    private Path fileOf(RevisionId id) {
        return modules.resolve(id.module()).resolve(id.version() + "-" + id.shortHash() + ".jar");
    }

    private static String copy(Path from, Path to) throws IOException {
        try (InputStream in = Files.newInputStream(from);
                DigestOutputStream out = new DigestOutputStream(Files.newOutputStream(to), sha256())) {
            in.transferTo(out);
            out.flush();
            force(to);
            return HexFormat.of().formatHex(out.getMessageDigest().digest());
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Deletes a jar that no slot names. */
    void discard(StoredJar jar) {
        deleteQuietly(jar.file());
    }

    // ---- slots

    /** Writes which jar is in which slot; when it returns, a restart will find it so. */
    void commit(String module, Optional<StoredJar> current, Optional<StoredJar> old) throws RefusedException {
        StringBuilder text = new StringBuilder();
        current.ifPresent(jar -> append(text, SLOT_NAMES[0], jar.id()));
        old.ifPresent(jar -> append(text, SLOT_NAMES[1], jar.id()));
        Path folder = modules.resolve(module);
        try {
            Files.createDirectories(folder);
            Path written = folder.resolve(SLOTS + ".part");
            try (OutputStream out = Files.newOutputStream(written)) {
                out.write(text.toString().getBytes(StandardCharsets.UTF_8));
            }
            force(written);
            move(written, folder.resolve(SLOTS));
        } catch (IOException failed) {
            throw new RefusedException("cannot write " + folder.resolve(SLOTS) + ": " + failed
                    + "; make room or mend the permissions, then try again");
        }
    }

    private static void append(StringBuilder text, String slot, RevisionId id) {
        text.append(slot).append(".version=").append(id.version()).append('\n');
        text.append(slot).append(".sha256=").append(id.sha256()).append('\n');
    }

    /** Forgets a module. */
    void remove(String module) {
        Path folder = modules.resolve(module);
        deleteQuietly(folder.resolve(SLOTS));
        list(folder).forEach(Store::deleteQuietly);
        deleteQuietly(folder);
    }

    /** Names of the modules that have slots, after copies and folders that a crash left over have been deleted. */
    List<String> modules() {
        list(incoming).forEach(Store::deleteQuietly);
        List<String> names = new ArrayList<>();
        for (Path folder : list(modules)) {
            String name = folder.getFileName().toString();
            if (Files.exists(folder.resolve(SLOTS))) {
                names.add(name);
            } else {
                remove(name);
            }
        }
        return names;
    }

    /** Deletes what lies beside a module's slots: a crash has left it over. */
    void clean(String module, StoredSlots slots) {
        Path folder = modules.resolve(module);
        Set<Path> wanted = slots.files();
        wanted.add(folder.resolve(SLOTS));
        list(folder).stream().filter(file -> !wanted.contains(file)).forEach(Store::deleteQuietly);
    }

    /**
     * What a module's slots were at the last commit.
     *
     * @throws RefusedException if that cannot be read, or a jar has gone; nothing is deleted then
     */
    StoredSlots slots(String module) throws RefusedException {
        Path file = modules.resolve(module).resolve(SLOTS);
        Properties written = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            written.load(in);
            return new StoredSlots(slot(module, written, SLOT_NAMES[0]), slot(module, written, SLOT_NAMES[1]));
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new RefusedException("the store is damaged, " + file + " cannot be read (" + unreadable.getMessage()
                    + "): mend it, or delete the folder and drop the module again");
        }
    }

    private Optional<StoredJar> slot(String module, Properties written, String slot) throws RefusedException {
        String version = written.getProperty(slot + ".version");
        String hash = written.getProperty(slot + ".sha256");
        if (version == null || hash == null) {
            return Optional.empty();
        }
        RevisionId id = new RevisionId(module, Version.parseVersion(version), hash);
        StoredJar jar = new StoredJar(id, fileOf(id));
        if (!Files.exists(jar.file())) {
            throw new RefusedException("the store is damaged, " + jar.file() + " has gone: drop the module again");
        }
        return Optional.of(jar);
    }

    // ---- files

    private static List<Path> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (IOException unreadable) {
            throw new IllegalStateException("cannot list " + folder + ": mend the permissions", unreadable);
        }
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException unusual) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
        try (FileChannel folder = FileChannel.open(to.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        } catch (IOException notOnThisSystem) {
            // some systems cannot sync a folder; the move itself has worked
            return;
        }
    }

    /** A file that cannot be deleted now is left over, and the next start deletes it. */
    private static void deleteQuietly(Path file) {
        if (file != null) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException leftOver) {
                file.toFile().deleteOnExit();
            }
        }
    }
}
