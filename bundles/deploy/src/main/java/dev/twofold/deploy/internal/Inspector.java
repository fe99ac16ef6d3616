/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.deploy.internal;

import dev.twofold.module.JarInfo;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Remembers what each file is, so that a jar is opened once per change and not at every look. Safe from any thread: the
 * worker and File Install's watchers ask.
 */
final class Inspector {

    /** File times are coarser than the time it takes to write a file twice. */
    private static final long FRESH_MILLIS = 2_000;

    private final Function<Path, JarInfo> reader;
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    /**
     * What was seen of a file.
     *
     * @param settled the file was not just being written when it was read: another of the same size and time is the same
     */
    private record Seen(Stamp stamp, JarInfo info, boolean settled) {
    }

    Inspector(Function<Path, JarInfo> reader) {
        this.reader = reader;
    }

    JarInfo inspect(Path file, Stamp stamp) {
        String name = file.getFileName().toString();
        Seen known = seen.get(name);
        if (known == null || !known.settled() || !known.stamp().equals(stamp)) {
            boolean settled = System.currentTimeMillis() - stamp.modified() > FRESH_MILLIS;
            JarInfo info = reader.apply(file);
            // what is unreadable may become readable without a trace: by its content, or by permission
            known = new Seen(stamp, info, settled && info.kind() != JarInfo.Kind.UNREADABLE);
            seen.put(name, known);
        }
        return known.info();
    }

    /** Forgets all files but these. */
    void retain(Collection<String> names) {
        seen.keySet().retainAll(names);
    }
}
