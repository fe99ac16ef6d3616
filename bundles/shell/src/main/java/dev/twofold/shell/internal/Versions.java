/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import dev.twofold.module.PastSwap;
import dev.twofold.module.RevisionId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Shows revisions by their versions, and those of which there are several of one version by their hashes as well.
 *
 * @param revisions all that are shown, by module and version
 */
record Versions(Map<String, Set<RevisionId>> revisions) {

    /** Those that operations were about. */
    static Versions of(List<PastSwap> past) {
        return new Versions(past.stream().flatMap(swap -> Stream.of(swap.from(), swap.to())).flatMap(Optional::stream)
                .collect(Collectors.groupingBy(RevisionId::toString, Collectors.toSet())));
    }

    /** One of them, or {@code none}. */
    String text(Optional<RevisionId> id) {
        return Texts.version(id) + id.filter(this::isOneOfSeveral).map(one -> " (" + one.shortHash() + ")").orElse("");
    }

    private boolean isOneOfSeveral(RevisionId id) {
        return revisions.getOrDefault(id.toString(), Set.of()).size() > 1;
    }
}
