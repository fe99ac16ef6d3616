/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.engine.ServerChange.Result;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a change of code did to the servers of a group. Holds text only.
 *
 * @param counts how many servers of each type had which result; results that none had are left out
 * @param servers what became of single servers, the first {@value #MOST_SERVERS} of them: of those that were changed first
 */
public record ChangeReport(SortedMap<String, Map<Result, Integer>> counts, List<ServerChange> servers) {

    /** So many servers are named at most; the counts are of all. */
    public static final int MOST_SERVERS = 1_000;

    /** A report on nothing. */
    public static final ChangeReport EMPTY = new ChangeReport(new TreeMap<>(), List.of());

    /** Copies the lists. */
    public ChangeReport {
        SortedMap<String, Map<Result, Integer>> copy = new TreeMap<>();
        counts.forEach((type, results) -> copy.put(type, Map.copyOf(results)));
        counts = Collections.unmodifiableSortedMap(copy);
        servers = List.copyOf(servers);
    }

    /**
     * How many servers had a result.
     *
     * @param result the result
     * @return the sum over all types
     */
    public int count(Result result) {
        return counts.values().stream().mapToInt(results -> results.getOrDefault(result, 0)).sum();
    }

    /**
     * How many servers were changed.
     *
     * @return the sum over all types
     */
    public int changed() {
        return count(Result.CHANGED);
    }

    /**
     * This report and another one.
     *
     * @param other on other servers
     * @return the sum
     */
    public ChangeReport plus(ChangeReport other) {
        Tally tally = new Tally(new AtomicInteger());
        tally.add(this);
        tally.add(other);
        return tally.report();
    }

    /** What is counted, by one thread. */
    static final class Tally {

        private final AtomicInteger named;
        private final SortedMap<String, Map<Result, Integer>> counts = new TreeMap<>();
        private final List<ServerChange> changed = new ArrayList<>();
        private final List<ServerChange> others = new ArrayList<>();

        private Code<?> from;
        private Result result;
        private int run;

        /**
         * A count.
         *
         * @param named how many servers have been named in all counts that belong together
         */
        Tally(AtomicInteger named) {
            this.named = named;
        }

        /** Neighbours mostly have the same code and the same result. */
        void add(Server server, Code<?> running, Code<?> to, Result what) {
            if (running != from || what != result) {
                settle();
                from = running;
                result = what;
            }
            run++;
            if (named.get() < MOST_SERVERS) {
                named.incrementAndGet();
                (what == Result.CHANGED ? changed : others).add(new ServerChange(server.name(), running.type(),
                        running.version(), (what == Result.CHANGED ? to : running).version(), what, what == Result.ENDED
                                ? String.valueOf(server.exit())
                                : ""));
            }
        }

        private void settle() {
            if (run > 0) {
                count(from.type(), result, run);
            }
            run = 0;
        }

        void add(ChangeReport report) {
            report.counts().forEach((type, results) -> results.forEach((result, n) -> count(type, result, n)));
            for (ServerChange server : report.servers()) {
                (server.result() == Result.CHANGED ? changed : others).add(server);
            }
        }

        private void count(String type, Result result, int n) {
            counts.computeIfAbsent(type, none -> new EnumMap<>(Result.class)).merge(result, n, Integer::sum);
        }

        ChangeReport report() {
            settle();
            List<ServerChange> servers = new ArrayList<>(changed);
            servers.addAll(others);
            return new ChangeReport(counts, servers.subList(0, Math.min(servers.size(), MOST_SERVERS)));
        }
    }
}
