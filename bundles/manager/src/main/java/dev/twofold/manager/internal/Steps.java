/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.module.Outcome;
import dev.twofold.module.Rehearsal;
import dev.twofold.module.RevisionId;
import dev.twofold.module.ServerChange;
import dev.twofold.module.StateDifference;
import dev.twofold.module.SwapReport;
import dev.twofold.module.SwapStart;
import dev.twofold.module.SwapStep;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Times the steps of one operation and makes its report. Used by one thread. */
final class Steps {

    private final Instant started;
    private final long begun = System.nanoTime();
    private final List<SwapReport.Timing> steps = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private String module;
    private Optional<RevisionId> from = Optional.empty();
    private Optional<RevisionId> to = Optional.empty();
    private Optional<RevisionId> purged = Optional.empty();
    private Duration gated = Duration.ZERO;
    private final List<String> warnings = new ArrayList<>();
    private final List<ServerChange> changes = new ArrayList<>();
    private final List<StateDifference> differences = new ArrayList<>();
    private final String requestedBy;
    private final Progress progress;
    private boolean told;
    private String nothing = "";
    private int servers;

    /** Who is told how an operation gets on. */
    interface Progress {

        /** It is clear what it is about. */
        void started(SwapStart start);

        /** The same of one that only brings back what is current. */
        default void resumed(SwapStart start) {
            started(start);
        }

        /** A step begins. */
        void reached(String module, SwapStep step);

        /** The states of so many servers are made from now on. */
        void converting(String module, int servers);

        /** One of them is made. Called by the threads that make them. */
        void converted();
    }

    Steps(String module, String requestedBy, Clock clock, Progress progress) {
        this.progress = progress;
        this.module = module;
        this.requestedBy = requestedBy;
        this.started = clock.instant();
    }

    /** A step that can be refused. */
    interface Work<T> {
        T run() throws RefusedException;
    }

    <T> T time(SwapStep step, Work<T> work) throws RefusedException {
        Halt.before("step", step);
        progress.reached(module, step);
        long start = System.nanoTime();
        try {
            return work.run();
        } finally {
            took(step, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    /** A step begins that is timed by somebody else. */
    void reached(SwapStep step) {
        progress.reached(module, step);
    }

    /** The states of so many servers are made from now on. */
    void converting(int count) {
        progress.converting(module, count);
    }

    /** What counts the states that are made, on any thread. */
    Runnable counter() {
        return progress::converted;
    }

    /** A step has been done that was timed by somebody else; two parts of one after each other count as one. */
    void took(SwapStep step, Duration time) {
        int last = steps.size() - 1;
        if (last >= 0 && steps.get(last).step() == step) {
            steps.set(last, new SwapReport.Timing(step, steps.get(last).took().plus(time)));
        } else {
            steps.add(new SwapReport.Timing(step, time));
        }
    }

    /** A step without a result that can be refused. */
    interface Action {
        void run() throws RefusedException;
    }

    void time(SwapStep step, Action action) throws RefusedException {
        time(step, () -> {
            action.run();
            return step;
        });
    }

    /** Something went wrong that does not undo the operation. */
    void problem(String text) {
        problems.add(text);
    }

    /** All is well, and somebody should know this. */
    void warn(String text) {
        warnings.add(text);
    }

    /** What became of a server. */
    void changed(ServerChange change) {
        if (changes.size() < SwapReport.MOST_CHANGES) {
            changes.add(change);
        }
    }

    /** What became of the servers of the module. */
    void changed(Changes all) {
        servers = all.changed();
        all.servers().forEach(this::changed);
    }

    /** Where states differ. */
    void differs(StateDifference difference) {
        if (differences.size() < SwapReport.MOST_DIFFERENCES) {
            differences.add(difference);
        }
    }

    List<String> problems() {
        return problems;
    }

    String module() {
        return module;
    }

    void about(String name, Optional<RevisionId> leaving, Optional<RevisionId> entering) {
        about(name, leaving, entering, progress::started);
    }

    void aboutComeback(RevisionId current) {
        about(current.module(), Optional.empty(), Optional.of(current), progress::resumed);
    }

    private void about(String name, Optional<RevisionId> leaving, Optional<RevisionId> entering,
            Consumer<SwapStart> teller) {
        module = name;
        from = leaving;
        to = entering;
        if (!told) {
            told = true;
            teller.accept(new SwapStart(module, from, to, started, requestedBy));
        }
    }

    void purged(RevisionId id) {
        purged = Optional.of(id);
    }

    void gated(Duration time) {
        gated = time;
    }

    void servers(int count) {
        servers = count;
    }

    /** How servers went over, in words that are true in both directions. */
    Outcome moved(boolean back) {
        int way = to.isPresent() && from.isPresent() ? to.get().version().compareTo(from.get().version()) : 0;
        if (back && way <= 0) {
            return Outcome.ROLLED_BACK;
        }
        return way < 0 ? Outcome.DOWNGRADED : Outcome.UPGRADED;
    }

    /** There was nothing to do. */
    Outcome unchanged(String why) {
        nothing = why;
        return Outcome.UNCHANGED;
    }

    SwapReport done(Outcome outcome) {
        return new SwapReport(module, outcome, from, to, purged, servers, started, steps, gated, nothing, changes,
                differences, allWarnings(), requestedBy);
    }

    SwapReport refused(String why) {
        return new SwapReport(module, Outcome.REFUSED, from, to, Optional.empty(), 0, started, steps, gated, why,
                changes, differences, warnings, requestedBy);
    }

    /** The report of an operation that was undone. */
    Rehearsal rehearsed(String why, List<Rehearsal.Type> types, List<Rehearsal.Failure> failures,
            List<Rehearsal.Failure> losses, Rehearsed shown) {
        return new Rehearsal(module, from, to, started, Duration.ofNanos(System.nanoTime() - begun), why, types,
                failures, losses, differences, shown.starts(), shown.purged(), allWarnings());
    }

    private List<String> allWarnings() {
        List<String> all = new ArrayList<>(warnings);
        all.addAll(problems);
        return all;
    }
}
