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

/** What was refused and is still so, newest last. Safe from any thread. */
final class Refusals {

    private static final int MOST = 100;

    private final Map<String, Refusal> bySource = new LinkedHashMap<>();

    synchronized void add(String source, Instant time, String reason) {
        bySource.remove(source);
        bySource.put(source, new Refusal(source, time, reason));
        if (bySource.size() > MOST) {
            bySource.remove(bySource.keySet().iterator().next());
        }
    }

    synchronized void remove(String source) {
        bySource.remove(source);
    }

    synchronized List<Refusal> list() {
        return new ArrayList<>(bySource.values());
    }
}
