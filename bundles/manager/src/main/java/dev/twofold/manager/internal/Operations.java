/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.module.Outcome;
import dev.twofold.module.RevisionId;
import dev.twofold.module.SwapOptions;
import dev.twofold.module.SwapReport;
import dev.twofold.module.SwapStart;
import dev.twofold.module.SwapStep;
import dev.twofold.server.ExitReason;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs operations one after the other and tells everybody what came of each. What submits may be called by any thread, the
 * rest belongs to the queue's thread.
 */
final class Operations {

    static final Runnable NOTHING = () -> {};

    /** Who asks for what was done to a bundle and not to the module. */
    static final String IN_PLACE = "in place";

    /** Who asks for what is done because the platform has started. */
    private static final String RESTART = "restart";

    /** Source of the refusal of all. */
    private static final String DATA_FOLDER = "data folder";
    private static final String STOPPED = "the manager of modules has been stopped";
    private static final Logger LOG = LoggerFactory.getLogger(Operations.class);

    private final SerialQueue queue;
    private final AsideThreads answers;
    private final Clock clock;
    private final Restoring restoring;
    private final Removal removal;
    private final Residents residents;
    private final Modules modules;
    private final Refusals refusals;
    private final Journal journal;
    private final Announcements announcements;
    private final Publications publications;
    private final CurrentConditions conditions;
    private final UnderWay underWay;

    /** Modules whose servers have not been there since the platform has started. */
    private final Set<String> away = new HashSet<>();

    private final Steps.Progress progress = new Steps.Progress() {

        @Override
        public void started(SwapStart start) {
            journal.started(start);
            announcements.started(start);
        }

        @Override
        public void resumed(SwapStart start) {
            announcements.started(start);
        }

        @Override
        public void reached(String module, SwapStep step) {
            journal.reached(module, step);
            underWay.reached(module, step);
        }

        @Override
        public void converting(String module, int servers) {
            underWay.converting(module, servers);
        }

        @Override
        public void converted() {
            underWay.converted();
        }
    };

    Operations(SerialQueue queue, AsideThreads answers, Clock clock, Restoring restoring, Removal removal,
            Residents residents,
            Modules modules,
            Refusals refusals, Journal journal, Announcements announcements, Publications publications,
            CurrentConditions conditions, UnderWay underWay) {
        this.queue = queue;
        this.answers = answers;
        this.clock = clock;
        this.restoring = restoring;
        this.removal = removal;
        this.residents = residents;
        this.modules = modules;
        this.refusals = refusals;
        this.journal = journal;
        this.announcements = announcements;
        this.publications = publications;
        this.conditions = conditions;
        this.underWay = underWay;
    }

    // ---- by any thread

    /** One operation on the queue's thread. */
    interface Operation {
        Outcome run(Steps steps) throws RefusedException;
    }

    CompletionStage<SwapReport> submit(String source, SwapOptions options, Operation operation) {
        return submit(() -> performAlone(source, options.requestedBy(), Operations::answered, operation),
                this::afterwards);
    }

    /** One operation on several modules, on the queue's thread. */
    interface JointOperation {
        List<Outcome> run(List<Steps> steps) throws RefusedException;
    }

    CompletionStage<List<SwapReport>> submitTogether(List<String> sources, SwapOptions options,
            JointOperation operation) {
        return submit(() -> performTogether(sources, options.requestedBy(), Operations::answered, operation),
                reports -> reports.forEach(this::afterwards));
    }

    /** Has something done in its turn. */
    <T> CompletionStage<T> submit(Supplier<T> work) {
        return submit(work, done -> {});
    }

    /**
     * What the caller has tied to the answer may block, so it is given on another thread.
     *
     * @param last what the answer need not wait for
     */
    private <T> CompletionStage<T> submit(Supplier<T> work, Consumer<T> last) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        queue.execute(() -> {
            answers.prepare();
            T done;
            try {
                done = work.get();
            } catch (RuntimeException | Error unexpected) { // a bug of ours: who asks must hear of it
                LOG.error("an operation failed", unexpected);
                answers.run(() -> answer.completeExceptionally(unexpected));
                return;
            } finally {
                underWay.over();
            }
            answers.run(() -> answer.complete(done));
            last.accept(done);
        }, () -> answers.run(() -> answer.completeExceptionally(new CancellationException(STOPPED))));
        return answer.minimalCompletionStage();
    }

    // ---- restart

    /** Brings back what the store has; what cannot be brought back is told. */
    void restore() {
        try {
            bringBack();
        } catch (RefusedException unusable) {
            damaged(DATA_FOLDER, unusable.getMessage());
        }
    }

    private void bringBack() throws RefusedException {
        restoring.restore().forEach(this::damaged);
        away.addAll(restoring.waiting());
        refusals.remove(DATA_FOLDER);
    }

    /** A data folder that could not be used at the start may be usable by now. */
    void ensureRestored() throws RefusedException {
        if (!restoring.isDone()) {
            bringBack();
            restoring.waiting().forEach(this::start);
        }
    }

    private void damaged(String module, String problem) {
        LOG.error("{} is not restored from the last start: {}", module, problem);
        refusals.add(module, clock.instant(), problem);
    }

    /**
     * Starts the servers of a module that was brought back, or comes back after somebody had touched its bundle. That may be
     * tried again and again, so the journal has the comeback and no try.
     */
    void start(String module) {
        boolean wasHere = !away.contains(module);
        SwapReport report = perform(module, wasHere ? IN_PLACE : RESTART, steps -> restoring.resume(module, steps));
        if (wasHere && !report.refused()) {
            journal.add(report);
        }
        LOG.debug("start of module {}: {}", module, report.outcome());
    }

    // ---- one after the other

    SwapReport perform(String source, String requestedBy, Operation operation) {
        SwapReport report = performAlone(source, requestedBy, this::unanswered, operation);
        afterwards(report);
        return report;
    }

    private SwapReport performAlone(String source, String requestedBy, BiConsumer<String, SwapReport> refused,
            Operation operation) {
        return performTogether(List.of(source), requestedBy, refused, steps -> List.of(operation.run(steps.get(0))))
                .get(0);
    }

    private List<SwapReport> performTogether(List<String> sources, String requestedBy,
            BiConsumer<String, SwapReport> whenRefused, JointOperation operation) {
        List<Steps> steps = sources.stream().map(source -> new Steps(source, requestedBy, clock,
                progress)).toList();
        List<SwapReport> reports = new ArrayList<>();
        try {
            ensureRestored();
            List<Outcome> outcomes = operation.run(steps);
            for (int i = 0; i < sources.size(); i++) {
                reports.add(steps.get(i).done(outcomes.get(i)));
                succeeded(sources.get(i), reports.get(i), steps.get(i).problems());
            }
        } catch (RefusedException refused) {
            reports.addAll(refused(sources, steps, refused.getMessage(), whenRefused));
        } catch (RuntimeException | Error unexpected) { // a bug of ours or of a bundle: told, and the queue goes on
            LOG.error("operation on {} failed", sources, unexpected);
            reports.addAll(refused(sources, steps, "unexpected: " + ExitReason.of(unexpected), whenRefused));
        }
        reports.forEach(this::publish);
        underWay.over();
        return reports;
    }

    private static List<SwapReport> refused(List<String> sources, List<Steps> steps, String why,
            BiConsumer<String, SwapReport> whenRefused) {
        List<SwapReport> reports = steps.stream().map(each -> each.refused(why)).toList();
        for (int i = 0; i < sources.size(); i++) {
            whenRefused.accept(sources.get(i), reports.get(i));
        }
        return reports;
    }

    /** It is done: one that cannot be told keeps neither the others from hearing of it nor who has asked. */
    private void publish(SwapReport report) {
        String module = report.module();
        modules.reported(report);
        Optional<Slots> slots = modules.find(module);
        slots.flatMap(Slots::current).filter(Residents::isActive).ifPresent(current -> away.remove(module));
        List<String> failures = new ArrayList<>();
        attempt("journal", () -> journal.ended(report), failures);
        attempt("conditions", () -> conditions.follow(module, slots), failures);
        attempt("listeners", () -> announcements.ended(report, slots), failures);
        attempt("drain", () -> purgeDrained(module), failures);
        if (!failures.isEmpty()) {
            refusals.add(module, clock.instant(), "unexpected: after it was done, " + String.join("; ", failures));
        }
    }

    /** What the answer need not wait for: services follow on a thread of their own anyway. */
    private void afterwards(SwapReport report) {
        attempt("services", () -> publications.follow(report.module(), modules.find(report.module())),
                new ArrayList<>());
        log(report);
    }

    private static void attempt(String what, Runnable news, List<String> failures) {
        try {
            news.run();
        } catch (RuntimeException | Error unexpected) {
            LOG.error("{} cannot follow an operation", what, unexpected);
            failures.add(what + ": " + ExitReason.of(unexpected));
        }
    }

    /** What a drain has waited for may have come true. */
    void purgeDrained(String module) {
        if (residents.isDrained(module)) {
            perform(module, "drain", steps -> removal.purge(module, steps));
        }
    }

    private void succeeded(String source, SwapReport report, List<String> problems) {
        refusals.done(source, report.module());
        problems.forEach(problem -> {
            LOG.error("module {}: {}", report.module(), problem);
            refusals.add(report.module(), clock.instant(), problem);
        });
    }

    /** Nobody has asked: it is told until something else is done with the module. */
    private void unanswered(String source, SwapReport report) {
        refusals.add(source, report.module(), clock.instant(), report.reason());
        answered(source, report);
    }

    /** Who has asked has the answer, and decides whether it stands: see {@link dev.twofold.module.ModuleManager#refuse}. */
    private static void answered(String source, SwapReport report) {
        LOG.warn("module {} from {} to {}: REFUSED ({}): {}", report.module(), version(report.from()),
                version(report.to()), source, report.reason());
    }

    /** What was refused has been told by then. */
    private static void log(SwapReport report) {
        if (!report.refused()) {
            LOG.info("module {} from {} to {}: {}, {} servers, {} ms, calls held back for {} ms", report.module(),
                    version(report.from()), version(report.to()), report.outcome(), report.servers(),
                    report.duration().toMillis(), report.gated().toMillis());
        }
    }

    static String version(Optional<RevisionId> id) {
        return id.map(revision -> revision.version().toString()).orElse("-");
    }
}
