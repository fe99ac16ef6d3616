/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.module.PastSwap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was done with each module, the last things only. Safe from any thread. */
final class History {

    private static final int MOST_MODULES = 1_000;

    /** By module; the one that something was done with last is the last one. */
    private final Map<String, Deque<PastSwap>> swaps = new LinkedHashMap<>();

    synchronized void add(PastSwap swap) {
        Deque<PastSwap> known = swaps.remove(swap.module());
        Deque<PastSwap> own = known == null ? new ArrayDeque<>() : known;
        swaps.put(swap.module(), own);
        own.addFirst(swap);
        if (own.size() > PastSwap.MOST_KEPT) {
            own.removeLast();
        }
        if (swaps.size() > MOST_MODULES) {
            swaps.remove(swaps.keySet().iterator().next());
        }
    }

    /** The latest first. */
    synchronized List<PastSwap> of(String module) {
        Deque<PastSwap> own = swaps.get(module);
        return own == null ? List.of() : List.copyOf(own);
    }

    /** The latest first. */
    synchronized List<PastSwap> latest() {
        return swaps.values().stream().flatMap(Deque::stream).sorted(Comparator.comparing(PastSwap::started).reversed())
                .toList();
    }

    /** So that adding them again makes the same history. */
    synchronized List<PastSwap> all() {
        List<PastSwap> all = new ArrayList<>();
        swaps.values().forEach(own -> own.descendingIterator().forEachRemaining(all::add));
        return all;
    }
}
