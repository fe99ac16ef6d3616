/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.util.Map;
import java.util.Objects;

/**
 * How the servers of one group are to go over.
 *
 * @param group the group
 * @param codes the code to go over to, by server type
 * @param change makes the states
 */
public record GroupChange(ServerGroup group, Map<String, Code<?>> codes, StateChange change) {

    /** Checks that everything is given and copies the map. */
    public GroupChange {
        Objects.requireNonNull(group, "group");
        codes = Map.copyOf(codes);
        Objects.requireNonNull(change, "change");
    }
}
