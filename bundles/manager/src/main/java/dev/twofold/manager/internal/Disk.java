/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
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
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What is done to files so that it outlives a crash. When a method returns, what it has done is on the disk, unless it says
 * {@link Pending}: that is done by a thread of its own, one thing after the other, while other work goes on. Used by one
 * thread.
 */
class Disk implements AutoCloseable {

    /** Ending of a file that is not complete yet. */
    static final String PART = ".part";

    private static final int BUFFER = 64 * 1024;
    private static final long IDLE_SECONDS = 10;

    private final ThreadPoolExecutor background = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(), Disk::thread, (task, closed) -> task.run());
    private final Set<FileChannel> written = new HashSet<>();
    private final Set<Path> unsettled = new HashSet<>();
    private Optional<Pending> settling = Optional.empty();

    Disk() {
        background.allowCoreThreadTimeOut(true);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(null, work, "twofold-disk", 0, false);
        thread.setDaemon(true);
        return thread;
    }

    /** Something that is done in the background. */
    interface Work {
        void run() throws IOException;
    }

    /** It may not be done yet. */
    static final class Pending {

        private final FutureTask<Void> task;

        private Pending(Work work) {
            task = new FutureTask<>(() -> {
                work.run();
                return null;
            });
        }

        /** Returns when it is; throws why it cannot be done. */
        void await() throws IOException {
            try {
                task.get();
            } catch (ExecutionException failed) {
                if (failed.getCause() instanceof IOException known) {
                    throw known;
                }
                throw new IOException(failed.getCause());
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("the manager of modules is being stopped");
            }
        }

        private void awaitEnd() {
            try {
                await();
            } catch (IOException known) { // to whoever has begun it
                return;
            }
        }
    }

    private Pending later(Work work) {
        Pending pending = new Pending(work);
        background.execute(pending.task);
        return pending;
    }

    /** Comes to an end with what is pending. What is done afterwards is done at once. */
    @Override
    public void close() {
        background.shutdown();
        try {
            if (!background.awaitTermination(IDLE_SECONDS, TimeUnit.SECONDS)) {
                background.shutdownNow();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- changes

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

    /** Copies a file and tells the hash of what was copied, in hexadecimal. The copy need not outlive a crash yet. */
    String copy(Path from, Path to) throws IOException {
        about("copy", to);
        MessageDigest digest = sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(from), digest)) {
            Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Replaces a file's text: whoever reads it, now or after a crash, finds the old text or the new one. */
    void replace(Path file, String text) throws IOException {
        prepare(file, text, List.of()).await();
        replacePrepared(file);
        settle();
    }

    /** The first half, which changes nothing: writes the text beside the file, after all that has to be on the disk by then. */
    Pending prepare(Path file, String text, Collection<Path> before) throws IOException {
        Path part = part(file);
        about("write", part);
        List<FileChannel> open = List.copyOf(written);
        written.clear();
        return later(() -> {
            for (FileChannel channel : open) {
                force(channel);
            }
            for (Path each : before) {
                force(each);
                forceFolder(each.getParent());
            }
            Files.writeString(part, text, StandardCharsets.UTF_8);
            force(part);
        });
    }

    /**
     * The second half, which is quick: it outlives a crash of the process at once, and one of the machine after
     * {@link #settle}. What is replaced or deleted later is so after that.
     */
    void replacePrepared(Path file) throws IOException {
        settle();
        about("rename to", file);
        rename(part(file), file);
        unsettled.add(file.getParent());
    }

    /** Returns when what was replaced is on the disk. */
    void settle() {
        settling.ifPresent(Pending::awaitEnd);
        settling = Optional.empty();
        unsettled.forEach(this::forceFolder);
        unsettled.clear();
    }

    /** Where the text of a file is before the file is replaced. */
    static Path part(Path file) {
        return file.resolveSibling(file.getFileName() + PART);
    }

    /**
     * Gives a file another name. It need not outlive a crash yet, unless there is a file of that name: that is replaced only
     * when the other one is on the disk.
     */
    void move(Path from, Path to) throws IOException {
        about("rename to", to);
        if (Files.exists(to)) {
            force(from);
        }
        rename(from, to);
    }

    private static void rename(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException unusual) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Something was written to a file that is open, which is to be on the disk before the next text is. */
    void wrote(FileChannel channel) {
        written.add(channel);
    }

    /** Deletes a file or an empty folder, if it is there. */
    void delete(Path file) throws IOException {
        about("delete", file);
        settle();
        if (Files.deleteIfExists(file)) {
            forceFolder(file.getParent());
        }
    }

    /** The same with what does no harm if it is there again after a crash. */
    void discard(Path file) throws IOException {
        about("delete", file);
        settle();
        Files.deleteIfExists(file);
    }

    /** The same while other work goes on. */
    Pending discardLater(Path file) throws IOException {
        about("delete", file);
        List<Path> before = List.copyOf(unsettled);
        unsettled.clear();
        Pending gone = later(() -> {
            before.forEach(this::forceFolder);
            Files.deleteIfExists(file);
        });
        settling = Optional.of(gone);
        return gone;
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

    private static void force(FileChannel channel) throws IOException {
        if (channel.isOpen()) {
            channel.force(false);
        }
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    void forceFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException notOnThisSystem) {
            // some systems cannot sync a folder; the change itself has worked
            return;
        }
    }
}
