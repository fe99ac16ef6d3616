/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.testkit;

import dev.twofold.code.ChangeContext;
import dev.twofold.code.CodeChange;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import org.osgi.framework.VersionRange;

/**
 * A code change as the manager sees it: a service with properties.
 *
 * @param change the service
 * @param module the module it is for
 * @param type the server type it is for; empty for each
 * @param from the versions changed from
 * @param to the versions changed to
 * @param ranking the service's ranking
 */
record Candidate(CodeChange change, String module, String type, VersionRange from, VersionRange to, int ranking) {

    /**
     * A code change for ranges in OSGi's syntax.
     *
     * @throws IllegalArgumentException if one of them is no range
     */
    static Candidate of(CodeChange change, String module, String type, String from, String to, int ranking) {
        return new Candidate(change, module, type, new VersionRange(from), new VersionRange(to), ranking);
    }

    /** The manager's rule: the narrowest range of old versions, then the highest ranking, then the first. */
    static Optional<CodeChange> best(List<Candidate> all, ChangeContext wanted) {
        List<Candidate> matching = all.stream().filter(candidate -> candidate.isFor(wanted)).toList();
        return matching.stream()
                .filter(candidate -> matching.stream().noneMatch(other -> other.isNarrowerThan(candidate)))
                .reduce(BinaryOperator.maxBy(Comparator.comparingInt(Candidate::ranking))).map(Candidate::change);
    }

    private boolean isFor(ChangeContext wanted) {
        return module.equals(wanted.module()) && (type.isEmpty() || type.equals(wanted.serverType()))
                && from.includes(wanted.from()) && to.includes(wanted.to());
    }

    private boolean isNarrowerThan(Candidate other) {
        return !from.equals(other.from) && from.intersection(other.from).equals(from);
    }
}
