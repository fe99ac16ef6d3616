/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an {@link Upgrade} would do to the servers of a group. Holds text only.
 *
 * @param types what would become of the servers, by server type
 * @param misfits servers that cannot go over, the first {@value #MOST_MISFITS} of them; the counts are of all
 * @param losses servers that would not get back what they have if they went over and back again, the first
 *     {@value #MOST_MISFITS} of them; that stands in nobody's way
 * @param added the children that supervisors would get, by the name of the supervisor
 * @param problem what stands in the way besides, empty if nothing does
 * @param took how long it took, all in all
 */
public record RehearsalReport(SortedMap<String, Trial> types, List<Misfit> misfits, List<Misfit> losses,
        SortedMap<String, List<String>> added, Optional<String> problem, Duration took) {

    /** So many servers are named at most. */
    public static final int MOST_MISFITS = 100;

    /** Copies the lists. */
    public RehearsalReport {
        types = Collections.unmodifiableSortedMap(new TreeMap<>(types));
        misfits = List.copyOf(misfits);
        losses = List.copyOf(losses);
        SortedMap<String, List<String>> copy = new TreeMap<>();
        added.forEach((supervisor, children) -> copy.put(supervisor, List.copyOf(children)));
        added = Collections.unmodifiableSortedMap(copy);
    }

    /**
     * Whether all servers would go over.
     *
     * @return {@code false} if one fails or has not been tried, or something else stands in the way
     */
    public boolean isFeasible() {
        return problem.isEmpty() && types.values().stream().allMatch(type -> type.failed() + type.untried() == 0);
    }

    /**
     * The servers of one type.
     *
     * @param converted how many would go over
     * @param failed how many cannot
     * @param untried for how many there was no time
     * @param alone how many would be left alone, because they run the new code or the change is not for them
     * @param messages how many waiting messages were converted
     * @param making how long making states and messages took, as the sum over the servers
     * @param longestHold for how long one of them was held at most
     */
    public record Trial(int converted, int failed, int untried, int alone, int messages, Duration making,
            Duration longestHold) {

        private static final Trial NOTHING = new Trial(0, 0, 0, 0, 0, Duration.ZERO, Duration.ZERO);
    }

    /**
     * A server that cannot go over.
     *
     * @param server its name
     * @param type its server type
     * @param reason why, with the path of what does not fit, or the place where the server hangs
     */
    public record Misfit(String server, String type, String reason) {
    }

    /** What is known so far. Safe from any thread. */
    static final class Tally {

        private final SortedMap<String, Trial> types = new TreeMap<>();
        private final List<Misfit> misfits = new ArrayList<>();
        private final List<Misfit> losses = new ArrayList<>();
        private final SortedMap<String, List<String>> added = new TreeMap<>();

        synchronized void converted(String type, int messages, long nanos) {
            Trial sum = sum(type);
            types.put(type, new Trial(sum.converted + 1, sum.failed, sum.untried, sum.alone, sum.messages + messages,
                    sum.making.plusNanos(nanos), sum.longestHold));
        }

        synchronized void failed(String server, String type, String reason) {
            Trial sum = sum(type);
            types.put(type, new Trial(sum.converted, sum.failed + 1, sum.untried, sum.alone, sum.messages, sum.making,
                    sum.longestHold));
            if (misfits.size() < MOST_MISFITS) {
                misfits.add(new Misfit(server, type, reason));
            }
        }

        synchronized void lost(String server, String type, String what) {
            if (losses.size() < MOST_MISFITS) {
                losses.add(new Misfit(server, type, what));
            }
        }

        synchronized void untried(String type) {
            Trial sum = sum(type);
            types.put(type, new Trial(sum.converted, sum.failed, sum.untried + 1, sum.alone, sum.messages, sum.making,
                    sum.longestHold));
        }

        synchronized void alone(String type) {
            Trial sum = sum(type);
            types.put(type, new Trial(sum.converted, sum.failed, sum.untried, sum.alone + 1, sum.messages, sum.making,
                    sum.longestHold));
        }

        synchronized void held(String type, long nanos) {
            Trial sum = sum(type);
            if (sum.longestHold.toNanos() < nanos) {
                types.put(type, new Trial(sum.converted, sum.failed, sum.untried, sum.alone, sum.messages, sum.making,
                        Duration.ofNanos(nanos)));
            }
        }

        synchronized void added(String supervisor, List<String> children) {
            if (!children.isEmpty()) {
                added.put(supervisor, children);
            }
        }

        private Trial sum(String type) {
            return types.getOrDefault(type, Trial.NOTHING);
        }

        synchronized RehearsalReport report(Optional<String> problem, long nanos) {
            return new RehearsalReport(types, misfits, losses, added, problem, Duration.ofNanos(nanos));
        }
    }
}
