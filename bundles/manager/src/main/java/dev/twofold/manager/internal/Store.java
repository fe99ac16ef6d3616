/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.module.JarInfo;
import dev.twofold.module.JarInfo.Kind;
import dev.twofold.manager.internal.Disk.Pending;
import dev.twofold.module.RevisionId;
import java.io.IOException;
import java.io.OutputStream;
import org.osgi.framework.Bundle;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import org.osgi.framework.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jars of both slots of each module, and which is which, on disk: the one truth after a restart. A module's slots are
 * one small file that is replaced atomically; the slots of several modules are first written into one file, which the next
 * start goes by if a crash came before each module had its own. A jar that no slot names is left over from a crash and
 * deleted at the next start. Used by the coordinator's thread only, but for {@link #close}.
 */
final class Store {

    private static final Logger LOG = LoggerFactory.getLogger(Store.class);

    private static final String SLOTS = "slots.properties";
    private static final String INCOMING_PREFIX = "jar";
    private static final String AGAIN = "; make room or mend the permissions, then try again";

    private final Path folder;
    private final Path modules;
    private final Path incoming;
    private final Path together;
    private final long largest;
    private final Disk disk;
    private final FolderLock lock;
    private final Set<Path> accepted = new HashSet<>();
    private Optional<Prepared> prepared = Optional.empty();
    private boolean open;
    private int copies;

    Store(Path folder, long largest, Disk disk) {
        this.folder = folder;
        this.modules = folder.resolve("modules");
        this.incoming = folder.resolve("incoming");
        this.together = folder.resolve("commit.properties");
        this.largest = largest;
        this.disk = disk;
        this.lock = new FolderLock(folder);
    }

    /**
     * What a module's file says.
     *
     * @param problem what is wrong with the old slot, which is left empty then
     */
    record StoredSlots(Optional<StoredJar> current, Optional<StoredJar> old, Optional<String> problem) {

        StoredSlots(Optional<StoredJar> current, Optional<StoredJar> old) {
            this(current, old, Optional.empty());
        }

        private SlotText text() {
            return new SlotText(current.map(StoredJar::id), old.map(StoredJar::id));
        }

        private Set<Path> files() {
            Set<Path> files = new LinkedHashSet<>();
            current.ifPresent(jar -> files.add(jar.file()));
            old.ifPresent(jar -> files.add(jar.file()));
            return files;
        }
    }

    /** A file that is about to be replaced, and what will be in it. */
    private record Prepared(Path file, String text, List<Path> jars, Pending written) {
    }

    // ---- the folder

    /**
     * Takes the folder for this process and completes what a crash has interrupted. To be called before anything else; does
     * nothing if it is done.
     *
     * @throws RefusedException if it cannot be used; nothing in it has changed then
     */
    void open() throws RefusedException {
        if (open) {
            return;
        }
        try {
            disk.createFolder(folder);
            lock.acquire();
            StoreFormat.check(folder, disk);
            completeCommit();
            disk.list(incoming).forEach(this::deleteLater);
            disk.list(folder).stream().filter(Disk::isPart).forEach(this::deleteLater);
            open = true;
        } catch (FileAlreadyExistsException noFolder) {
            throw new RefusedException("cannot use the data folder " + folder + ": " + noFolder.getFile()
                    + " is a file; move it away, or set data.dir to another folder, then try again");
        } catch (IOException failed) {
            throw new RefusedException("cannot use the data folder " + folder + ": " + failed + AGAIN);
        } finally {
            if (!open) {
                lock.release();
            }
        }
    }

    /** Leaves the folder to others. */
    void close() {
        open = false;
        lock.release();
    }

    Path folder() {
        return folder;
    }

    // ---- jars

    /**
     * Copies a file into the store and checks it. The copy is read from now on, never the file. It outlives a crash from the
     * commit on.
     */
    StoredJar accept(Path file) throws RefusedException {
        open();
        Path copy = incoming.resolve(INCOMING_PREFIX + ++copies + Disk.PART);
        try {
            long size = Files.size(file);
            if (size > largest) {
                throw new RefusedException("the file has " + size + " bytes, more than the limit of " + largest
                        + " (twofold.manager, max.jar.bytes)");
            }
            disk.createFolder(incoming);
            return keep(copy, disk.copy(file, copy));
        } catch (NoSuchFileException gone) {
            throw new RefusedException("there is no file " + gone.getFile() + ": give a path as the platform sees it");
        } catch (IOException failed) {
            throw new RefusedException("cannot copy the jar into " + modules + ": " + failed
                    + "; make room or mend the permissions, then drop it again");
        } finally {
            deleteLater(copy);
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
            throw new RefusedException("the jar is damaged or not complete yet (" + damaged.getMessage()
                    + "): copy it again");
        }
        Attributes headers = JarFiles.headers(copy);
        if (JarFiles.isFragment(headers)) {
            throw new RefusedException("a fragment cannot be a module: opt in with its host");
        }
        StoredJar jar = jar(id, JarFiles.isExclusive(headers));
        disk.createFolder(jar.file().getParent());
        disk.move(copy, jar.file());
        accepted.add(jar.file());
        return jar;
    }

    private static Version version(JarInfo info) throws RefusedException {
        try {
            return Version.parseVersion(info.version());
        } catch (IllegalArgumentException wrong) {
            throw new RefusedException("Bundle-Version '" + info.version() + "' is no version (" + wrong.getMessage()
                    + "): write three numbers and perhaps a word, such as 1.2.0");
        }
    }

    private StoredJar jar(RevisionId id, boolean exclusive) {
        return new StoredJar(id, modules.resolve(id.module()).resolve(id.version() + "-" + id.shortHash() + ".jar"),
                exclusive);
    }

    /** Deletes a jar that no slot names, and the folder of a module that has no slots. */
    void discard(StoredJar jar) {
        accepted.remove(jar.file());
        deleteLater(jar.file());
        Path module = jar.file().getParent();
        if (!Files.exists(module.resolve(SLOTS))) {
            deleteIfEmpty(module);
        }
    }

    /** Begins to delete a jar that no slot of its module names any more, while other work goes on. Run what it returns at the end. */
    Runnable discardLater(StoredJar jar) {
        try {
            Pending gone = disk.discardLater(jar.file());
            return () -> await(gone);
        } catch (IOException leftOver) {
            return () -> {};
        }
    }

    private static void await(Pending gone) {
        try {
            gone.await();
        } catch (IOException leftOver) { // the next start deletes it
            return;
        }
    }

    /** What a bundle contains now, as a jar that {@link #accept} takes; whoever asks deletes it. */
    Path jarOf(Bundle bundle) throws RefusedException {
        open();
        Path jar = incoming.resolve(INCOMING_PREFIX + ++copies + "-bundle" + bundle.getBundleId() + Disk.PART);
        boolean written = false;
        try {
            disk.createFolder(incoming);
            try (OutputStream out = Files.newOutputStream(jar)) {
                BundleJar.write(bundle, out);
            }
            written = true;
            return jar;
        } catch (IOException | RuntimeException failed) { // what the framework throws if the bundle goes meanwhile
            throw new RefusedException("what somebody has put into bundle " + bundle.getBundleId()
                    + " cannot be read (" + failed + "): drop the jar into the folder instead");
        } finally {
            if (!written) {
                deleteLater(jar);
            }
        }
    }

    // ---- slots

    /**
     * Writes which jar is in which slot. When it returns a restart of the process will find it so, and one of the machine
     * when the operation has ended.
     */
    void commit(String module, Optional<StoredJar> current, Optional<StoredJar> old) throws RefusedException {
        commit(Map.of(module, new StoredSlots(current, old)));
    }

    /** The same for several modules: a restart finds the slots of all of them changed, or of none. */
    void commit(Map<String, StoredSlots> changed) throws RefusedException {
        open();
        completeCommit();
        if (changed.isEmpty()) {
            return;
        }
        if (!isPrepared(changed)) {
            prepare(changed);
        }
        Prepared wanted = prepared.orElseThrow();
        try {
            wanted.written().await();
            disk.replacePrepared(wanted.file());
            prepared = Optional.empty();
        } catch (IOException failed) {
            dropPrepared();
            throw new RefusedException("cannot write " + wanted.file() + ": " + failed + AGAIN);
        }
        spread();
    }

    /**
     * Begins to write what will be committed, while other work goes on, so that the commit has little left to do. Without a
     * commit it is to be dropped.
     */
    void prepare(Map<String, StoredSlots> changed) throws RefusedException {
        open();
        completeCommit();
        if (isPrepared(changed)) {
            return;
        }
        dropPrepared();
        Path file = file(changed);
        List<Path> jars = changed.values().stream().flatMap(slots -> slots.files().stream()).filter(accepted::remove)
                .toList();
        try {
            prepared = Optional.of(new Prepared(file, text(changed), jars, disk.prepare(file, text(changed), jars)));
        } catch (IOException failed) {
            throw new RefusedException("cannot write " + file + ": " + failed + AGAIN);
        }
    }

    private boolean isPrepared(Map<String, StoredSlots> changed) {
        return prepared.filter(there -> there.file().equals(file(changed)) && there.text().equals(text(changed)))
                .isPresent();
    }

    /** What was prepared will not be committed. */
    void dropPrepared() {
        if (prepared.isPresent()) {
            Prepared dropped = prepared.get();
            prepared = Optional.empty();
            try {
                dropped.written().await();
            } catch (IOException unwritten) {
                LOG.debug("cannot write {}", dropped.file(), unwritten);
                accepted.addAll(dropped.jars()); // to be forced again
            }
            deleteLater(Disk.part(dropped.file()));
        }
    }

    private Path file(Map<String, StoredSlots> changed) {
        return changed.size() > 1
                ? together
                : modules.resolve(changed.keySet().iterator().next()).resolve(SLOTS);
    }

    private static String text(Map<String, StoredSlots> changed) {
        Map<String, SlotText> texts = new LinkedHashMap<>();
        changed.forEach((module, slots) -> texts.put(module, slots.text()));
        return texts.size() > 1 ? SlotText.text(texts) : texts.values().iterator().next().text();
    }

    /** Writes what was committed together into each module's own file. If that fails the next commit or start does it. */
    private void spread() {
        try {
            if (Files.exists(together)) {
                for (Map.Entry<String, SlotText> slots : SlotText.readAll(together).entrySet()) {
                    disk.replace(modules.resolve(slots.getKey()).resolve(SLOTS), slots.getValue().text());
                }
                disk.delete(together);
            }
        } catch (IOException later) {
            return;
        }
    }

    private void completeCommit() throws RefusedException {
        if (!Files.exists(together)) {
            return;
        }
        try {
            for (String module : SlotText.readAll(together).keySet()) {
                Names.check(module);
            }
        } catch (IOException | IllegalArgumentException | RefusedException damaged) {
            setAside(damaged);
        }
        spread();
        if (Files.exists(together)) {
            throw new RefusedException("cannot complete the commit in " + together + AGAIN);
        }
    }

    /** It is replaced atomically, so somebody must have changed it since; the modules stay as they were before. */
    private void setAside(Exception damaged) throws RefusedException {
        Path aside = together.resolveSibling(together.getFileName() + ".damaged");
        try {
            disk.move(together, aside);
            LOG.error(
                    "the last commit of several modules cannot be read; it is now {}, and the modules are as they were",
                    aside, damaged);
        } catch (IOException failed) {
            throw new RefusedException("the store is damaged, " + together + " cannot be read (" + damaged.getMessage()
                    + "): move it away");
        }
    }

    /**
     * Forgets a module.
     *
     * @throws RefusedException if it would come back at the next start; nothing has changed then
     */
    void remove(String module) throws RefusedException {
        open();
        completeCommit();
        Path slots = modules.resolve(module).resolve(SLOTS);
        try {
            disk.delete(slots);
        } catch (IOException failed) {
            throw new RefusedException("cannot delete " + slots + ": " + failed + AGAIN);
        }
        clear(module);
    }

    private void clear(String module) {
        Path own = modules.resolve(module);
        files(own).stream().filter(Store::isOurs).forEach(this::deleteLater);
        deleteIfEmpty(own);
    }

    /** Names of the modules that have slots, after folders that a crash left over have been deleted. */
    List<String> modules() {
        List<String> names = new ArrayList<>();
        for (Path own : files(modules)) {
            String name = own.getFileName().toString();
            if (Files.exists(own.resolve(SLOTS))) {
                names.add(name);
            } else if (Files.isDirectory(own) && Names.isSymbolicName(name)) {
                clear(name);
            }
        }
        return names;
    }

    /** Deletes what lies beside a module's slots: a crash has left it over. */
    void clean(String module, StoredSlots slots) {
        Set<Path> wanted = slots.files();
        files(modules.resolve(module)).stream().filter(file -> isOurs(file) && !wanted.contains(file))
                .forEach(this::deleteLater);
    }

    private static boolean isOurs(Path file) {
        return file.getFileName().toString().endsWith(".jar") || Disk.isPart(file);
    }

    /**
     * What a module's slots were at the last commit.
     *
     * @throws RefusedException if that cannot be read, or the jar of the current slot is not what it was; nothing is deleted
     *     then
     */
    StoredSlots slots(String module) throws RefusedException {
        Names.check(module);
        Path file = modules.resolve(module).resolve(SLOTS);
        SlotText written;
        try {
            written = SlotText.read(module, file);
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new RefusedException("the store is damaged, " + file + " cannot be read (" + unreadable.getMessage()
                    + "): mend it, or delete the folder and drop the module again");
        }
        Optional<StoredJar> current = verified(written.current());
        try {
            return new StoredSlots(current, verified(written.old()));
        } catch (RefusedException damaged) {
            if (current.isEmpty()) {
                throw damaged;
            }
            return new StoredSlots(current, Optional.empty(),
                    Optional.of("there is no way back: " + damaged.getMessage()));
        }
    }

    private Optional<StoredJar> verified(Optional<RevisionId> slot) throws RefusedException {
        return slot.isEmpty() ? Optional.empty() : Optional.of(verified(slot.get()));
    }

    private StoredJar verified(RevisionId id) throws RefusedException {
        StoredJar jar = jar(id, false);
        try {
            if (!Disk.sha256(jar.file()).equals(id.sha256())) {
                throw new RefusedException("the store is damaged, the content of " + jar.file()
                        + " has changed: drop the module again");
            }
            return jar(id, JarFiles.isExclusive(JarFiles.headers(jar.file())));
        } catch (NoSuchFileException gone) {
            throw new RefusedException("the store is damaged, " + jar.file() + " has gone: drop the module again");
        } catch (IOException unreadable) {
            throw new RefusedException("cannot read " + jar.file() + " (" + unreadable
                    + "): mend the permissions and restart, or drop the module again");
        }
    }

    // ---- what is left over

    private List<Path> files(Path where) {
        try {
            return disk.list(where);
        } catch (IOException unreadable) {
            throw new IllegalStateException("cannot list " + where + ": mend the permissions", unreadable);
        }
    }

    /** A file that cannot be deleted now is left over, and the next start deletes it. */
    private void deleteLater(Path file) {
        try {
            if (Files.exists(file)) {
                disk.discard(file);
            }
        } catch (IOException leftOver) {
            return;
        }
    }

    private void deleteIfEmpty(Path where) {
        if (files(where).isEmpty()) {
            deleteLater(where);
        }
    }
}
