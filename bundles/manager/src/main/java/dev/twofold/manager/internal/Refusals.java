/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.module.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was refused and is still so, newest last. Safe from any thread.
 *
 * <p>Who has asked for something has the answer, and nothing stands here for that. What the manager does by itself is told until
 * the module goes on. What lies in a folder stands until it has gone or is loaded.
 */
final class Refusals {

    private static final int MOST = 100;

    private final Map<String, Entry> bySource = new LinkedHashMap<>();

    /** With the module that makes it void when something is done with it. */
    private record Entry(Refusal refusal, Optional<String> module) {
    }

    /** Stands until its source is loaded or has gone. */
    void add(String source, Instant time, String reason) {
        put(source, new Entry(new Refusal(source, time, reason), Optional.empty()));
    }

    /** Stands until something else is done with the module. */
    void add(String source, String module, Instant time, String reason) {
        put(source, new Entry(new Refusal(source, time, reason), Optional.of(module)));
    }

    private synchronized void put(String source, Entry entry) {
        bySource.remove(source);
        bySource.put(source, entry);
        if (bySource.size() > MOST) {
            bySource.remove(bySource.keySet().iterator().next());
        }
    }

    synchronized void remove(String source) {
        bySource.remove(source);
    }

    /** Something was done with a module. */
    synchronized void done(String source, String module) {
        bySource.remove(source);
        bySource.remove(module);
        bySource.values().removeIf(entry -> entry.module().filter(module::equals).isPresent());
    }

    synchronized List<Refusal> list() {
        return new ArrayList<>(bySource.values().stream().map(Entry::refusal).toList());
    }
}
