/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.module.RevisionId;
import dev.twofold.module.SwapListener;
import dev.twofold.module.SwapReport;
import dev.twofold.module.SwapStart;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Tells all listeners what happens to modules. Listeners come and go on any thread; what they are told comes from the
 * coordinator's thread, but for what was collected.
 */
final class Announcements {

    private final List<Feed> feeds = new CopyOnWriteArrayList<>();
    private final Map<String, Set<RevisionId>> residents = new ConcurrentHashMap<>();

    void add(SwapListener listener) {
        feeds.add(new Feed(listener));
    }

    void remove(SwapListener listener) {
        feeds.stream().filter(feed -> feed.isOf(listener)).findFirst().ifPresent(feed -> {
            feeds.remove(feed);
            feed.close();
        });
    }

    void started(SwapStart start) {
        tell(listener -> listener.started(start));
    }

    /** An operation has ended, and a module's slots are as they are now. */
    void ended(SwapReport report, Optional<Slots> slots) {
        Set<RevisionId> now = new LinkedHashSet<>();
        slots.ifPresent(known -> Stream.of(known.current(), known.old()).flatMap(Optional::stream).map(Revision::id)
                .forEach(now::add));
        Set<RevisionId> before = now.isEmpty()
                ? residents.remove(report.module())
                : residents.put(report.module(), now);
        Set<RevisionId> known = before == null ? Set.of() : before;
        now.stream().filter(id -> !known.contains(id)).forEach(id -> tell(listener -> listener.resident(id)));
        known.stream().filter(id -> !now.contains(id)).forEach(id -> tell(listener -> listener.purged(id)));
        tell(listener -> listener.ended(report));
    }

    /** Not told of a bundle that has been replaced by another one of the same revision: that one is still there. */
    void collected(RevisionId id) {
        if (residents.getOrDefault(id.module(), Set.of()).contains(id)) {
            return;
        }
        tell(listener -> listener.collected(id));
    }

    private void tell(Consumer<SwapListener> news) {
        feeds.forEach(feed -> feed.tell(news));
    }

    void close() {
        feeds.forEach(Feed::close);
    }
}
