/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.engine.ServerChange.Result;
import dev.twofold.engine.ShadowMaker.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Changes servers one by one, each held alone. The thread that runs this watches; others change.
 */
final class Rolling {

    private static final long POLL_NANOS = 20_000;
    private static final long WATCH_NANOS = 1_000_000;

    private final Gate gate;
    private final List<GroupChange> changes;
    private final Duration rest;
    private final Duration limit;
    private final int atOnce;
    private final Map<ServerGroup, Byte> eras = new HashMap<>();
    private final Map<ServerGroup, ChangeReport.Tally> tallies = new LinkedHashMap<>();
    private final Queue<Job> failed = new ConcurrentLinkedQueue<>();
    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
    private final AtomicLong restNanos = new AtomicLong();
    private final AtomicLong changeNanos = new AtomicLong();
    private final AtomicLong longestNanos = new AtomicLong();

    Rolling(Gate gate, List<GroupChange> changes, Duration rest, Duration limit, int atOnce) {
        this.gate = gate;
        this.changes = changes;
        this.rest = rest;
        this.limit = limit;
        this.atOnce = atOnce;
        changes.forEach(change -> tallies.put(change.group(), new ChangeReport.Tally(new AtomicInteger())));
    }

    /** A server that is to go over. */
    private record Job(Server server, GroupChange change) {

        boolean isOfSupervisor() {
            Code<?> target = change.codes().get(server.type());
            return target != null && target.isSupervisor();
        }
    }

    <X extends Exception> UpgradeReport run(Upgrade.Commit<X> commit) throws X {
        Queue<Job> jobs = jobs();
        ChangeThreads threads = new ChangeThreads("twofold-rolling");
        threads.start(atOnce);
        try {
            Worker first = prepareFirst(jobs, threads);
            boolean committed = false;
            try {
                commit.run();
                committed = true;
            } finally {
                if (!committed) {
                    first.abandon();
                }
            }
            changes.forEach(change -> eras.put(change.group(), change.group().commit(change)));
            first.install();
            work(jobs, threads);
            changes.forEach(change -> change.group().births().await(Deadline.in(rest), true));
            jobs.addAll(newcomers());
            work(jobs, threads);
        } finally {
            threads.end();
        }
        jobs.addAll(newcomers());
        jobs.addAll(failed);
        for (Job left : jobs) {
            count(left, Result.STAYED);
        }
        Map<ServerGroup, ChangeReport> reports = new LinkedHashMap<>();
        tallies.forEach((each, tally) -> reports.put(each, tally.report()));
        return UpgradeReport.of(reports, restNanos.get(), changeNanos.get(), 0,
                longestNanos.get(), Optional.ofNullable(failure.get()).map(Throwable::getMessage));
    }

    // ---- which servers

    /** The first one decides whether anything changes: supervisors, which always fit, come last. */
    private Queue<Job> jobs() {
        List<Job> jobs = new ArrayList<>();
        for (Roster roster : gate.rosters()) {
            GroupChange change = changeOf(roster.group());
            for (int place = 0; place < roster.size(); place++) {
                addIfConcerned(jobs, roster.server(place), change);
            }
        }
        Map<Boolean, List<Job>> bySupervision = jobs.stream().collect(Collectors.partitioningBy(Job::isOfSupervisor));
        Queue<Job> inOrder = new ConcurrentLinkedQueue<>(bySupervision.get(false));
        inOrder.addAll(bySupervision.get(true));
        return inOrder;
    }

    /** Those that began to be started before the new code was that of new servers. */
    private List<Job> newcomers() {
        List<Job> jobs = new ArrayList<>();
        for (Roster roster : gate.rosters()) {
            roster.newcomers().forEach(born -> addIfConcerned(jobs, born, changeOf(roster.group())));
        }
        return jobs;
    }

    private GroupChange changeOf(ServerGroup group) {
        return changes.stream().filter(change -> change.group() == group).findFirst().orElseThrow();
    }

    private void addIfConcerned(Collection<Job> jobs, Server server, GroupChange change) {
        Code<?> code = server.code();
        if (code == null) {
            return;
        }
        Job job = new Job(server, change);
        if (code == change.codes().get(code.type())) {
            count(job, Result.THERE);
        } else if (change.change().isFor(code)) {
            jobs.add(job);
        } else {
            count(job, Result.STAYED);
        }
    }

    private void count(Job job, Result result) {
        Code<?> code = job.server().code();
        if (code != null) {
            count(job, code, code, result);
        }
    }

    private void count(Job job, Code<?> from, Code<?> to, Result result) {
        ChangeReport.Tally tally = tallies.get(job.change().group());
        synchronized (tally) {
            tally.add(job.server(), from, to, result);
        }
    }

    // ---- from here to there

    /** The first server that can go over, ready to; one that does nothing if there is none. */
    private Worker prepareFirst(Queue<Job> jobs, ChangeThreads threads) {
        while (!jobs.isEmpty()) {
            Worker worker = new Worker(jobs, true);
            threads.execute(worker);
            watch(List.of(worker));
            if (failure.get() != null) {
                throw failure.get();
            }
            if (worker.isReady()) {
                return worker;
            }
        }
        return new Worker(jobs, true);
    }

    private void work(Queue<Job> jobs, ChangeThreads threads) {
        if (failure.get() != null || jobs.isEmpty()) {
            return;
        }
        List<Worker> workers = new ArrayList<>();
        for (int i = 0; i < atOnce; i++) {
            workers.add(new Worker(jobs, false));
        }
        workers.forEach(threads::execute);
        watch(workers);
    }

    /** Waits for workers; one that hangs in a change is left alone, its server opened. */
    private void watch(List<Worker> workers) {
        List<Worker> left = new ArrayList<>(workers);
        while (!left.isEmpty()) {
            left.removeIf(Worker::isOver);
            if (!left.isEmpty()) {
                LockSupport.parkNanos(this, left.get(0).alone ? POLL_NANOS : WATCH_NANOS);
            }
        }
    }

    /** Does one server after the other; if it is alone, one, up to the moment before it goes over. */
    private final class Worker implements Runnable {

        private final Queue<Job> jobs;
        private final boolean alone;
        private final AtomicReference<Making> making = new AtomicReference<>();
        private volatile boolean over;
        private Made made;

        Worker(Queue<Job> jobs, boolean alone) {
            this.jobs = jobs;
            this.alone = alone;
        }

        @Override
        public void run() {
            try {
                do {
                    Job job = failure.get() == null ? jobs.poll() : null;
                    if (job == null || !one(job)) {
                        return;
                    }
                } while (!alone);
            } catch (RuntimeException refused) {
                failure.compareAndSet(null, refused);
            } finally {
                over = true;
            }
        }

        boolean isReady() {
            return made != null;
        }

        /** {@code false} if this has been given up. */
        private boolean one(Job job) {
            long start = System.nanoTime();
            if (!hold(job)) {
                return true;
            }
            boolean abandoned = false;
            boolean ready = false;
            try {
                Standing standing = Standing.of(job.server());
                if (standing == null) {
                    return true;
                }
                Code<?> target = job.change().codes().get(standing.code().type());
                if (target == standing.code()) {
                    count(job, Result.THERE);
                    return true;
                }
                Making now = new Making(job, Thread.currentThread(), System.nanoTime());
                making.set(now);
                Shadow shadow;
                try {
                    shadow = make(job, standing, target);
                } finally {
                    abandoned = !making.compareAndSet(now, null);
                    changeNanos.addAndGet(System.nanoTime() - now.since());
                }
                if (abandoned || shadow == null) {
                    return !abandoned;
                }
                made = new Made(job, shadow, start);
                ready = true;
                if (!alone) {
                    install();
                }
                return true;
            } catch (RuntimeException refused) {
                if (!abandoned) {
                    failed.add(job);
                }
                throw refused;
            } finally {
                if (!abandoned && !ready) {
                    open(job, start);
                }
            }
        }

        private Shadow make(Job job, Standing standing, Code<?> target) {
            if (target == null) {
                throw new ChangeFailedException(job.server().name(), "the new revision has no server type "
                        + standing.code().type());
            }
            Running.here().changes(job.change().group());
            try {
                return ShadowMaker.make(standing, target, job.change().change(), null);
            } catch (ChangeFailedException failed) {
                if (job.server().isAlive()) {
                    throw failed;
                }
                return null;
            } finally {
                Running.here().changes(null);
            }
        }

        /** What has been made becomes the server's own. Does not fail. */
        void install() {
            Made ready = made;
            made = null;
            if (ready == null) {
                return;
            }
            Job job = ready.job();
            try {
                ready.shadow().install(job.change().change(), eras.get(job.change().group()));
                job.server().forgetIfEnded();
                count(job, ready.shadow().from(), ready.shadow().code(), Result.CHANGED);
            } finally {
                open(job, ready.since());
            }
        }

        void abandon() {
            if (made != null) {
                open(made.job(), made.since());
                made = null;
            }
        }

        /** {@code false} if it has ended. */
        private boolean hold(Job job) {
            long start = System.nanoTime();
            try {
                return LoneHold.close(job.server(), Deadline.in(rest), rest);
            } catch (GateTimeoutException busy) {
                failed.add(job);
                throw busy;
            } finally {
                restNanos.addAndGet(System.nanoTime() - start);
            }
        }

        private void open(Job job, long since) {
            LoneHold.open(job.server());
            long held = System.nanoTime() - since;
            longestNanos.accumulateAndGet(held, Math::max);
        }

        /** Whether there is nothing to wait for any more; gives it up if its change hangs. */
        boolean isOver() {
            Making now = making.get();
            if (now != null && System.nanoTime() - now.since() > Deadline.nanos(limit)
                    && making.compareAndSet(now, null)) {
                failure.compareAndSet(null, ShadowMaker.tooLong(now.job().change(), now.job().server(), now.thread(),
                        limit));
                failed.add(now.job());
                open(now.job(), now.since());
                return true;
            }
            return over;
        }
    }

    private record Making(Job job, Thread thread, long since) {
    }

    private record Made(Job job, Shadow shadow, long since) {
    }
}
