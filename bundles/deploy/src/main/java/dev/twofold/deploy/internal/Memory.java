/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.deploy.internal;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was handed over, by file name. It outlives restarts, after which File Install reports every file as new:
 * without it a restart would undo a rollback.
 *
 * <p>Each change is written to a temporary file that then replaces the old one, so that a crash leaves either. For the
 * worker's thread only.
 */
final class Memory {

    private static final Logger LOG = LoggerFactory.getLogger(Memory.class);

    /** Keys of the folder's own lines: no file can have such a name. */
    private static final String FOLDER = "/";
    private static final String IDENTITY = "/identity";
    private static final String LOST = "/lost";

    private static final int FIELDS = 6;

    private final Path file;
    private final String folder;
    private final Map<String, Handover> handovers = new TreeMap<>();
    private final Set<String> lost = new TreeSet<>();
    private String identity = "";

    private Memory(Path file, String folder) {
        this.file = file;
        this.folder = folder;
    }

    /**
     * Reads what is remembered of a folder. What was stored for another folder is set aside until that is configured again.
     * Of the files that have gone by then nobody knows whether they were deleted or moved, so they count as lost.
     *
     * @param file where it is stored
     * @param folder the folder, as it is configured
     */
    static Memory open(Path file, String folder) {
        Memory memory = new Memory(file, folder);
        memory.read().ifPresentOrElse(memory::readAll, memory::comeBack);
        return memory;
    }

    Optional<Handover> get(String name) {
        return Optional.ofNullable(handovers.get(name));
    }

    List<String> names() {
        return List.copyOf(handovers.keySet());
    }

    void put(String name, Handover handover) {
        handovers.put(name, handover);
        write();
    }

    void remove(String name) {
        handovers.remove(name);
        lost.remove(name);
        write();
    }

    /** A file has another name now. */
    void rename(String name, String next) {
        lost.remove(name);
        put(next, handovers.remove(name));
    }

    /** Which folder on which disk it was, as the file system tells them apart; empty if that is not known. */
    String identity() {
        return identity;
    }

    /** The files that were not deleted but went with the folder that they were in. */
    Set<String> lost() {
        return Set.copyOf(lost);
    }

    /** Notes which folder it is now, and what went with the one before. */
    void moved(String to, Set<String> nowLost) {
        if (!identity.equals(to) || !lost.equals(nowLost)) {
            identity = to;
            lost.clear();
            lost.addAll(nowLost);
            write();
        }
    }

    /** What is stored for the folder, if it was the last one. */
    private Optional<Properties> read() {
        Properties stored = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            stored.load(in);
            String last = stored.getProperty(FOLDER, "");
            if (!last.equals(folder) && !aside(last).equals(aside(folder))) {
                Files.move(file, aside(last), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                return Optional.empty();
            }
        } catch (NoSuchFileException firstStart) {
            return Optional.empty();
        } catch (IOException | IllegalArgumentException unreadable) {
            LOG.warn("cannot read {}: all jars in {} count as new", file, folder, unreadable);
            return Optional.empty();
        }
        return Optional.of(stored);
    }

    /** Goes on with what was set aside for the folder, if there is any. */
    private void comeBack() {
        Path aside = aside(folder);
        try {
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException neverHere) {
            return;
        } catch (IOException e) {
            LOG.warn("cannot move {}: all jars in {} count as new", aside, folder, e);
            return;
        }
        read().ifPresent(stored -> {
            readAll(stored);
            LOG.info("{} is the hot-deploy folder again: what has gone from it meanwhile unloads nothing", folder);
            lost.addAll(handovers.keySet());
            write();
        });
    }

    /** Where it is stored while another folder is configured; a folder may be written in several ways. */
    private Path aside(String otherFolder) {
        byte[] path = Path.of(otherFolder).toAbsolutePath().normalize().toString().getBytes(StandardCharsets.UTF_8);
        return file.resolveSibling("deployed-" + UUID.nameUUIDFromBytes(path) + ".properties");
    }

    private void readAll(Properties stored) {
        identity = stored.getProperty(IDENTITY, "");
        Stream.of(stored.getProperty(LOST, "").split("/")).filter(name -> !name.isEmpty()).forEach(lost::add);
        for (String name : stored.stringPropertyNames()) {
            if (!name.startsWith(FOLDER)) {
                read(stored.getProperty(name)).ifPresentOrElse(handover -> handovers.put(name, handover),
                        () -> LOG.warn("cannot read what {} says about {}: it counts as new", file, name));
            }
        }
    }

    private static Optional<Handover> read(String line) {
        String[] fields = line.split(" ", FIELDS);
        if (fields.length != FIELDS) {
            return Optional.empty();
        }
        try {
            Stamp stamp = new Stamp(Long.parseLong(fields[1]), Long.parseLong(fields[2]));
            return Optional.of(new Handover(stamp, fields[3], Standing.valueOf(fields[0]),
                    Instant.ofEpochMilli(Long.parseLong(fields[4])), fields[5]));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static String line(Handover handover) {
        return handover.standing() + " " + handover.stamp().size() + " " + handover.stamp().modified() + " "
                + handover.sha256() + " " + handover.time().toEpochMilli() + " " + handover.note();
    }

    private void write() {
        Properties stored = new Properties();
        stored.setProperty(FOLDER, folder);
        stored.setProperty(IDENTITY, identity);
        stored.setProperty(LOST, String.join("/", lost));
        handovers.forEach((name, handover) -> stored.setProperty(name, line(handover)));
        try {
            Files.createDirectories(file.getParent());
            replace(stored);
        } catch (IOException e) {
            LOG.error("cannot write {}: after a restart the jars in {} will be deployed again: {}", file, folder, e
                    .toString());
        }
    }

    private void replace(Properties stored) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".part");
        try (FileChannel channel = FileChannel.open(next, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            Writer writer = Channels.newWriter(channel, StandardCharsets.UTF_8);
            stored.store(writer,
                    "What was deployed from the folder: standing, size, time, hash, time of the answer, note");
            writer.flush();
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
