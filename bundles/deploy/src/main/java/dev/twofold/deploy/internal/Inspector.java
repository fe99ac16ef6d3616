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

    private final Function<Path, JarInfo> reader;
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    private record Seen(Stamp stamp, JarInfo info) {
    }

    Inspector(Function<Path, JarInfo> reader) {
        this.reader = reader;
    }

    JarInfo inspect(Path file, Stamp stamp) {
        String name = file.getFileName().toString();
        Seen known = seen.get(name);
        if (known == null || !known.stamp().equals(stamp)) {
            known = new Seen(stamp, reader.apply(file));
            seen.put(name, known);
        }
        return known.info();
    }

    /** Forgets all files but these. */
    void retain(Collection<String> names) {
        seen.keySet().retainAll(names);
    }
}
