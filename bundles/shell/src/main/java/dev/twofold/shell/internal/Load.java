/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import dev.twofold.server.ServerInfo;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * How busy a server is.
 *
 * @param server the server
 * @param handled messages since the last look
 * @param perSecond the same in a second
 * @param share how much of the time it was inside of its callbacks; empty if that is not known
 */
record Load(ServerInfo server, long handled, double perSecond, Optional<Double> share) {

    /** Words for orders; the greatest numbers come first. */
    enum Order {
        QUEUE(Comparator.comparing(load -> load.server().queueLength())), HANDLED(Comparator.comparing(
                Load::perSecond)), TIME(Comparator.comparing(load -> load.share().orElse(-1.0)));

        private final Comparator<Load> comparator;

        Order(Comparator<Load> comparator) {
            this.comparator = comparator;
        }

        Comparator<Load> comparator() {
            return comparator.reversed().thenComparing(load -> load.server().name());
        }
    }

    /** A part of the time, for a table. */
    static String percent(Optional<Double> share) {
        return share.map(part -> String.format(Locale.ROOT, "%.0f%%", 100 * part)).orElse("-");
    }

    /** What it did since the last look; its time is not known yet. */
    static Load of(ServerInfo server, long before, Duration since) {
        long handled = Math.max(0, server.handled() - before);
        return new Load(server, handled, handled * 1e9 / Math.max(1, since.toNanos()), Optional.empty());
    }
}
