/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an {@link Upgrade} did. Holds text only.
 *
 * @param groups what it did to the servers of each group, by name
 * @param gate how long servers took to come to rest; of a rolling upgrade, all in all
 * @param change how long making states and messages took while they were held
 * @param commit how long the rest took, until the last gate was open
 * @param held for how long calls were held back; of a rolling upgrade, for how long those of one server were at most
 * @param problem why a rolling upgrade left servers where they were; empty if it did not
 */
public record UpgradeReport(SortedMap<String, ChangeReport> groups, Duration gate, Duration change, Duration commit,
        Duration held, Optional<String> problem) {

    /** Copies the map. */
    public UpgradeReport {
        groups = new TreeMap<>(groups);
    }

    static UpgradeReport of(Map<ServerGroup, ChangeReport> reports, long gate, long change, long commit,
            long held, Optional<String> problem) {
        SortedMap<String, ChangeReport> groups = new TreeMap<>();
        reports.forEach((group, report) -> groups.put(group.name(), report));
        return new UpgradeReport(groups, Duration.ofNanos(gate), Duration.ofNanos(change), Duration.ofNanos(commit),
                Duration.ofNanos(held), problem);
    }

    /**
     * All groups together.
     *
     * @return the sum
     */
    public ChangeReport all() {
        return groups.values().stream().reduce(ChangeReport.EMPTY, ChangeReport::plus);
    }
}
