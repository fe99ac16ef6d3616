/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.engine.ShadowMaker.Standing;
import dev.twofold.engine.migration.ConversionException;
import dev.twofold.engine.supervisor.Children;
import dev.twofold.server.ExitReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Makes what servers would be with other code, each held alone for that, and throws it away. Servers that are busy come last,
 * with one limit for all of them. The thread that runs this watches; others make.
 */
final class Rehearsing {

    private static final Duration PATIENCE = Duration.ofMillis(10);
    private static final long WATCH_NANOS = 200_000;
    private static final int MOST_FRAMES = 20;

    private final Gate gate;
    private final List<GroupChange> changes;
    private final Duration rest;
    private final Duration limit;
    private final Deadline end;
    private final Map<ServerGroup, RehearsalReport.Tally> tallies = new LinkedHashMap<>();
    private final Queue<Job> jobs = new ConcurrentLinkedQueue<>();
    private final Queue<Job> busy = new ConcurrentLinkedQueue<>();
    private Optional<String> problem = Optional.empty();

    Rehearsing(Gate gate, List<GroupChange> changes, Duration rest, Duration limit) {
        this.gate = gate;
        this.changes = changes;
        this.rest = rest;
        this.limit = limit;
        this.end = Deadline.in(limit);
        changes.forEach(change -> tallies.put(change.group(), new RehearsalReport.Tally()));
    }

    /** A server that would go over. */
    private record Job(Server server, String type, GroupChange change) {
    }

    Map<ServerGroup, RehearsalReport> run() {
        long start = System.nanoTime();
        changes.forEach(this::addJobs);
        work(Optional.empty());
        jobs.addAll(busy);
        work(Optional.of(Deadline.in(rest)));
        jobs.forEach(left -> tally(left).untried(left.type()));
        long took = System.nanoTime() - start;
        Map<ServerGroup, RehearsalReport> reports = new LinkedHashMap<>();
        tallies.forEach((each, tally) -> reports.put(each, tally.report(problem, took)));
        return reports;
    }

    private void addJobs(GroupChange change) {
        for (Roster roster : gate.rosters()) {
            for (int place = 0; roster.group() == change.group() && place < roster.size(); place++) {
                Server server = roster.server(place);
                Code<?> code = server.code();
                if (code == null) {
                    continue;
                }
                if (code == change.codes().get(code.type()) || !change.change().isFor(code)) {
                    tallies.get(change.group()).alone(code.type());
                } else {
                    jobs.add(new Job(server, code.type(), change));
                }
            }
        }
    }

    private RehearsalReport.Tally tally(Job job) {
        return tallies.get(job.change().group());
    }

    /**
     * Those that hang in a change keep their thread, so there are new ones for the others.
     *
     * @param last until when servers may come to rest; without it those that are busy are put off
     */
    private void work(Optional<Deadline> last) {
        int count = ShadowMaker.threads(gate.size());
        while (!jobs.isEmpty() && !end.hasPassed()) {
            ChangeThreads threads = new ChangeThreads("twofold-rehearsal");
            threads.start(count);
            try {
                List<Worker> workers = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    workers.add(new Worker(last));
                }
                workers.forEach(threads::execute);
                watch(workers);
                problem = problem.or(() -> strangers(threads));
            } finally {
                threads.end();
            }
        }
    }

    private static Optional<String> strangers(ChangeThreads threads) {
        return threads.strangers().map(names -> "a change has started threads that still run (" + names
                + "): a CodeChange only makes a value of another");
    }

    private void watch(List<Worker> workers) {
        while (!workers.isEmpty()) {
            workers.removeIf(Worker::isOver);
            if (!workers.isEmpty()) {
                LockSupport.parkNanos(this, WATCH_NANOS);
            }
        }
    }

    /** Tries one server after the other. */
    private final class Worker implements Runnable {

        private final Optional<Deadline> last;
        private final AtomicReference<Making> making = new AtomicReference<>();
        private volatile boolean over;

        Worker(Optional<Deadline> last) {
            this.last = last;
        }

        @Override
        public void run() {
            try {
                boolean goesOn = true;
                while (goesOn && !end.hasPassed()) {
                    Job job = jobs.poll();
                    goesOn = job != null && (!hold(job) || one(job));
                }
            } finally {
                over = true;
            }
        }

        /** {@code false} if it has ended or is busy. */
        private boolean hold(Job job) {
            try {
                return LoneHold.close(job.server(), last.orElseGet(() -> Deadline.in(PATIENCE)), rest);
            } catch (GateTimeoutException atWork) {
                if (last.isEmpty()) {
                    busy.add(job);
                } else {
                    String stack = atWork.stacks().values().stream().flatMap(List::stream).limit(MOST_FRAMES)
                            .collect(Collectors.joining(" < "));
                    tally(job).failed(job.server().name(), job.type(), "it did not come to rest within "
                            + rest.toMillis() + " ms: " + String.join("; ", atWork.holders())
                            + (stack.isEmpty() ? "" : " (" + stack + ")"));
                }
                return false;
            }
        }

        /** {@code false} if this has been given up. */
        private boolean one(Job job) {
            Making now = new Making(job, Thread.currentThread(), System.nanoTime());
            boolean abandoned = false;
            try {
                Standing standing = Standing.of(job.server());
                if (standing == null) {
                    return true;
                }
                Runnable outcome = () -> tally(job).untried(job.type());
                making.set(now);
                try {
                    outcome = make(job, standing);
                } finally {
                    abandoned = !making.compareAndSet(now, null);
                    if (!abandoned) {
                        outcome.run();
                    }
                }
            } finally {
                if (!abandoned) {
                    open(now);
                }
            }
            return !abandoned;
        }

        /** How to count what comes of it. */
        private Runnable make(Job job, Standing standing) {
            RehearsalReport.Tally tally = tally(job);
            Code<?> target = job.change().codes().get(standing.code().type());
            if (target == standing.code()) {
                return () -> tally.alone(job.type());
            }
            if (target == null) {
                return () -> tally.failed(job.server().name(), job.type(), "the new revision has no such server type");
            }
            long start = System.nanoTime();
            Running.here().changes(job.change().group());
            try {
                Shadow shadow = ShadowMaker.make(standing, target, job.change().change(), null);
                int messages = shadow.payloads().size();
                List<String> added = shadow.state() instanceof Children children ? children.added() : List.of();
                long nanos = System.nanoTime() - start;
                Optional<String> lost = lost(job, standing, shadow);
                return () -> {
                    lost.ifPresent(what -> tally.lost(job.server().name(), job.type(), what));
                    tally.converted(job.type(), messages, nanos);
                    tally.added(job.server().name(), added);
                };
            } catch (ChangeFailedException failed) {
                return () -> {
                    if (job.server().isAlive()) {
                        tally.failed(job.server().name(), job.type(), failed.why());
                    }
                };
            } finally {
                Running.here().changes(null);
            }
        }

        private static Optional<String> lost(Job job, Standing standing, Shadow shadow) {
            if (shadow.state() instanceof Children) {
                return Optional.empty();
            }
            try {
                List<String> lost = job.change().change().lostOnTheWayBack(standing.code(), shadow.code(),
                        standing.state(), shadow.state());
                return lost.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", lost));
            } catch (ConversionException | CodeChangeException refused) {
                return Optional.of("it cannot go back: " + refused.getMessage());
            } catch (Throwable failure) { // code of authors
                return Optional.of("it cannot go back: " + ExitReason.of(failure).text());
            }
        }

        private void open(Making done) {
            LoneHold.open(done.job().server());
            tally(done.job()).held(done.job().type(), System.nanoTime() - done.since());
        }

        /** Whether there is nothing to wait for any more; gives it up if its change hangs. */
        boolean isOver() {
            Making now = making.get();
            if (now != null && System.nanoTime() - now.since() > Deadline.nanos(limit)
                    && making.compareAndSet(now, null)) {
                tally(now.job()).failed(now.job().server().name(), now.job().type(), ShadowMaker.tooLong(now.job()
                        .change(), now.job().server(), now.thread(), limit).why());
                open(now);
                return true;
            }
            return over;
        }
    }

    private record Making(Job job, Thread thread, long since) {
    }
}
