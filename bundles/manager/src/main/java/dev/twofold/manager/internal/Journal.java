/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.manager.internal.JournalLine.Kind;
import dev.twofold.module.PastSwap;
import dev.twofold.module.SwapReport;
import dev.twofold.module.SwapStart;
import dev.twofold.module.SwapStep;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file with the steps of each operation, so that after a crash it is known what was under way, and what was done before a
 * restart. The store does not depend on it: what cannot be read is skipped and told, what cannot be written is told, and
 * operations go on. Lines are appended; from time to time, and at each start, the file is replaced by a shorter one. The
 * beginning of an operation is on the disk before it commits; of the rest the last lines can be lost with the power, not
 * with the process. Used by the coordinator's thread only, but for {@link #history}.
 */
final class Journal {

    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    private static final String FILE = "journal";
    private static final long GROWTH = 1L << 20;

    private final Disk disk;
    private final Path file;
    private final History history = new History();
    private final Map<String, PastSwap> underWay = new LinkedHashMap<>();
    private Optional<FileChannel> channel = Optional.empty();
    private long end;
    private long shorten;
    private boolean failing;

    Journal(Path folder, Disk disk) {
        this.file = folder.resolve(FILE);
        this.disk = disk;
    }

    // ---- at the start

    /**
     * Reads the file and closes what was under way.
     *
     * @param result tells what became of an operation that was interrupted
     * @return the operations that were interrupted
     */
    List<PastSwap> open(Function<PastSwap, String> result) {
        close();
        read();
        List<PastSwap> interrupted = new ArrayList<>();
        underWay.values().forEach(swap -> interrupted.add(JournalLine.interrupted(swap, result.apply(swap)).swap()));
        underWay.clear();
        interrupted.forEach(history::add);
        rewrite();
        return interrupted;
    }

    private void read() {
        int damaged = 0;
        boolean last = false;
        try (BufferedReader in = new BufferedReader(new InputStreamReader(Files.newInputStream(file),
                StandardCharsets.UTF_8))) {
            for (String text = in.readLine(); text != null; text = in.readLine()) {
                Optional<JournalLine> line = JournalLine.parse(text);
                line.ifPresent(this::take);
                last = line.isEmpty();
                damaged += last ? 1 : 0;
            }
        } catch (NoSuchFileException firstStart) {
            return;
        } catch (IOException unreadable) {
            LOG.error("cannot read {}: the history of modules is not complete", file, unreadable);
        }
        // a crash can tear the last line
        if (damaged > (last ? 1 : 0)) {
            keepDamaged(damaged);
        }
    }

    private void keepDamaged(int lines) {
        Path aside = file.resolveSibling(FILE + ".damaged");
        try {
            disk.copy(file, aside);
            LOG.error("{} lines of {} are damaged and left out; the file is kept as {}", lines, file, aside);
        } catch (IOException failed) {
            LOG.error("{} lines of {} are damaged and left out", lines, file, failed);
        }
    }

    private void take(JournalLine line) {
        if (line.kind() == Kind.END) {
            underWay.remove(line.swap().module());
            history.add(line.swap());
        } else {
            underWay.put(line.swap().module(), line.swap());
        }
    }

    // ---- while operations run

    void started(SwapStart start) {
        write(JournalLine.begin(start), true);
    }

    void reached(String module, SwapStep step) {
        PastSwap swap = underWay.get(module);
        if (swap != null) {
            write(JournalLine.step(swap, step), false);
        }
    }

    /** What the operation has committed is on the disk then. */
    void ended(SwapReport report) {
        disk.settle();
        if (underWay.containsKey(report.module())) {
            add(report);
        }
    }

    /** Something was done of which only the result is told. */
    void add(SwapReport report) {
        write(JournalLine.end(report), false);
        if (channel.isEmpty() || end > shorten) {
            rewrite();
        }
    }

    /** The latest first; from any thread. */
    List<PastSwap> history(String module) {
        return history.of(module);
    }

    /** What was done with all modules, the latest first. Safe from any thread. */
    List<PastSwap> history() {
        return history.latest();
    }

    private void write(JournalLine line, boolean force) {
        take(line);
        if (channel.isPresent()) {
            try {
                disk.about("write " + line.kind(), file);
                append(channel.get(), ByteBuffer.wrap((line.text() + "\n").getBytes(StandardCharsets.UTF_8)), force);
                failing = false;
            } catch (IOException failed) {
                tellOnce(failed);
            }
        }
    }

    /** What was written of a line that failed is written over by the next one. */
    private void append(FileChannel to, ByteBuffer bytes, boolean force) throws IOException {
        long position = end;
        while (bytes.hasRemaining()) {
            position += to.write(bytes, position);
        }
        end = position;
        if (force) {
            disk.wrote(to);
        }
    }

    private void rewrite() {
        StringBuilder text = new StringBuilder();
        history.all().forEach(swap -> text.append(new JournalLine(Kind.END, swap).text()).append('\n'));
        underWay.values().forEach(swap -> text.append(new JournalLine(Kind.BEGIN, swap).text()).append('\n'));
        close();
        try {
            disk.replace(file, text.toString());
            FileChannel opened = FileChannel.open(file, StandardOpenOption.WRITE);
            channel = Optional.of(opened);
            end = opened.size();
            shorten = 2 * end + GROWTH;
        } catch (IOException failed) {
            tellOnce(failed);
        }
    }

    private void tellOnce(IOException failed) {
        if (!failing) {
            failing = true;
            LOG.error("cannot write {}: what is done with modules is not recorded; make room or mend the permissions",
                    file, failed);
        }
    }

    void close() {
        if (channel.isPresent()) {
            try {
                channel.get().close();
            } catch (IOException failed) {
                tellOnce(failed);
            }
            channel = Optional.empty();
        }
    }
}
