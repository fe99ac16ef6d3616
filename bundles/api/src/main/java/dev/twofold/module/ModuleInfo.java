/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.module;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A module and its two slots.
 *
 * @param name symbolic name
 * @param current the revision that new servers run
 * @param old the revision before it
 * @param lingering revisions that have been purged and are in memory all the same, because a thread is inside their code
 *     and does not come back: they count as resident besides the two slots
 * @param lastReport what was last done or refused
 * @param policy how operations on it are done
 */
public record ModuleInfo(String name, Optional<RevisionInfo> current, Optional<RevisionInfo> old,
        List<RevisionId> lingering, Optional<SwapReport> lastReport, ModulePolicy policy) {

    /** Checks that everything is given. */
    public ModuleInfo {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(current, "current");
        Objects.requireNonNull(old, "old");
        lingering = List.copyOf(lingering);
        Objects.requireNonNull(lastReport, "lastReport");
        Objects.requireNonNull(policy, "policy");
    }
}
