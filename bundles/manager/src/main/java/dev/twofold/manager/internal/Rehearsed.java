/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.engine.RehearsalReport;
import dev.twofold.module.RevisionId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a load that was undone has shown.
 *
 * @param report what would become of the servers; empty if none would go over
 * @param staying how many servers would be left where they are, by type
 * @param starts names of the servers that would be started
 * @param purged the revision that would leave the old slot
 */
record Rehearsed(Optional<RehearsalReport> report, Map<String, Integer> staying, List<String> starts,
        Optional<RevisionId> purged) {

    static final Rehearsed NOTHING = new Rehearsed(Optional.empty(), Map.of(), List.of(), Optional.empty());
}
