/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.module.JarInfo;
import dev.twofold.module.ModuleInfo;
import dev.twofold.module.ModuleManager;
import dev.twofold.module.Outcome;
import dev.twofold.module.PastSwap;
import dev.twofold.module.PurgedRevision;
import dev.twofold.module.Refusal;
import dev.twofold.module.Rehearsal;
import dev.twofold.module.RevisionId;
import dev.twofold.module.RunningServer;
import dev.twofold.module.SwapOptions;
import dev.twofold.module.SwapReport;
import dev.twofold.module.SwapStart;
import dev.twofold.module.SwapStep;
import dev.twofold.server.ExitReason;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.time.Duration;
import org.osgi.framework.Bundle;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gen-server manager service: one queue for all operations, and what is told of them. Its methods may be called by any
 * thread; the operations run on the queue's thread.
 */
final class SwapCoordinator implements ModuleManager {

    private static final Logger LOG = LoggerFactory.getLogger(SwapCoordinator.class);

    private static final long START_LIMIT_SECONDS = 60;
    private static final Runnable NOTHING = () -> {};
    private static final String STOPPED = "the manager of modules has been stopped";

    /** Who asks for what is done because the platform has started; the journal does without it. */
    private static final String RESTART = "restart";

    /** Source of the refusal of all. */
    private static final String DATA_FOLDER = "data folder";

    /** Who asks for what was done to a bundle and not to the module. */
    private static final String ELSEWHERE = "in place";
    private static final Duration LONGEST_HOLD = Duration.ofSeconds(1);
    private static final long LOOK_MS = 20;

    private final Loading loading;
    private final Rehearsals rehearsals;
    private final InPlace inPlace;
    private final Holds holds;
    private final OwnHands hands;
    private final Policies policies;
    private final Removal removal;
    private final Restoring restoring;
    private final Residents residents;
    private final Modules modules;
    private final SerialQueue queue;
    private final Clock clock;
    private final AtomicBoolean resuming = new AtomicBoolean();
    private final AtomicBoolean following = new AtomicBoolean();
    private final Refusals refusals = new Refusals();
    private final Announcements announcements;
    private final Publications publications;
    private final PurgeWatch watch;
    private final CurrentConditions conditions;
    private final Journal journal;
    private final Steps.Progress progress = new Steps.Progress() {

        @Override
        public void started(SwapStart start) {
            if (!start.requestedBy().equals(RESTART)) {
                journal.started(start);
            }
            announcements.started(start);
        }

        @Override
        public void reached(String module, SwapStep step) {
            journal.reached(module, step);
        }
    };

    SwapCoordinator(Loading loading, InPlace inPlace, Holds holds, OwnHands hands, Policies policies, Removal removal,
            Restoring restoring, Residents residents, Modules modules,
            SerialQueue queue,
            Clock clock, Announcements announcements, Publications publications, PurgeWatch watch,
            CurrentConditions conditions, Journal journal) {
        this.loading = loading;
        this.rehearsals = new Rehearsals(loading, clock);
        this.inPlace = inPlace;
        this.holds = holds;
        this.hands = hands;
        this.policies = policies;
        this.removal = removal;
        this.restoring = restoring;
        this.residents = residents;
        this.modules = modules;
        this.queue = queue;
        this.clock = clock;
        this.announcements = announcements;
        this.publications = publications;
        this.watch = watch;
        this.conditions = conditions;
        this.journal = journal;
    }

    // ---- ModuleManager

    @Override
    public CompletionStage<SwapReport> load(Path jar, SwapOptions options) {
        String source = jar.getFileName().toString();
        return submit(source, options, steps -> loading.load(jar, options, steps));
    }

    @Override
    public CompletionStage<List<SwapReport>> loadTogether(List<Path> jars, SwapOptions options) {
        List<Path> files = List.copyOf(jars);
        CompletableFuture<List<SwapReport>> reports = new CompletableFuture<>();
        queue.execute(() -> reports.complete(performTogether(names(files), options.requestedBy(), steps -> loading
                .loadTogether(files, options, steps))), () -> reports.completeExceptionally(
                        new CancellationException(STOPPED)));
        return reports.minimalCompletionStage();
    }

    private static List<String> names(List<Path> files) {
        return files.stream().map(file -> file.getFileName().toString()).toList();
    }

    @Override
    public CompletionStage<SwapReport> redefine(Path jar, SwapOptions options) {
        String source = jar.getFileName().toString();
        return submit(source, options, steps -> loading.redefine(jar, options, steps));
    }

    @Override
    public CompletionStage<Rehearsal> rehearse(Path jar, SwapOptions options) {
        Objects.requireNonNull(jar, "jar");
        Objects.requireNonNull(options, "options");
        CompletableFuture<Rehearsal> rehearsal = new CompletableFuture<>();
        queue.execute(() -> rehearsal.complete(rehearsals.rehearse(jar, options, this::ensureRestored)),
                () -> rehearsal.completeExceptionally(new CancellationException(STOPPED)));
        return rehearsal.minimalCompletionStage();
    }

    @Override
    public CompletionStage<SwapReport> upgrade(String module, SwapOptions options) {
        Objects.requireNonNull(module, "module");
        return submit(module, options, steps -> loading.upgrade(module, options, steps));
    }

    @Override
    public CompletionStage<SwapReport> rollback(String module, SwapOptions options) {
        Objects.requireNonNull(module, "module");
        return submit(module, options, steps -> loading.rollback(module, options, steps));
    }

    @Override
    public CompletionStage<SwapReport> purge(String module) {
        Objects.requireNonNull(module, "module");
        return submit(module, SwapOptions.DEFAULTS, steps -> removal.purge(module, steps));
    }

    @Override
    public CompletionStage<SwapReport> softPurge(String module) {
        Objects.requireNonNull(module, "module");
        return submit(module, SwapOptions.DEFAULTS, steps -> removal.softPurge(module, steps));
    }

    @Override
    public CompletionStage<SwapReport> delete(String module) {
        Objects.requireNonNull(module, "module");
        return submit(module, SwapOptions.DEFAULTS, steps -> removal.delete(module, steps));
    }

    @Override
    public CompletionStage<SwapReport> unload(String module) {
        Objects.requireNonNull(module, "module");
        return submit(module, SwapOptions.DEFAULTS, steps -> removal.unload(module, steps));
    }

    @Override
    public List<ModuleInfo> modules() {
        return modules.infos();
    }

    @Override
    public List<RunningServer> running(String module) {
        return modules.running(module);
    }

    @Override
    public List<PurgedRevision> uncollected() {
        return watch.list();
    }

    @Override
    public List<PastSwap> history(String module) {
        return journal.history(Objects.requireNonNull(module, "module"));
    }

    @Override
    public List<Refusal> refusals() {
        return refusals.list();
    }

    @Override
    public void forget(String source) {
        refusals.remove(source);
    }

    @Override
    public JarInfo inspect(Path jar) {
        return JarFiles.inspect(jar);
    }

    // ---- restart

    /**
     * Brings back what the store has, before any other operation. The queue holds until the framework has started: before,
     * its start level may be too low for a module, and what a module needs may not be there.
     *
     * @param started when the framework has started
     * @param listed runs when all modules are listed, before they are started
     */
    void restore(CountDownLatch started, Runnable listed) {
        queue.execute(() -> {
            try {
                if (!started.await(START_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                    LOG.warn("the framework has not started after {} s; going on with the modules",
                            START_LIMIT_SECONDS);
                }
                try {
                    bringBack();
                } catch (RefusedException unusable) {
                    damaged(DATA_FOLDER, unusable.getMessage());
                }
                listed.run();
                restoring.waiting().forEach(this::resume);
                publications.restored();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }, NOTHING);
    }

    private void bringBack() throws RefusedException {
        restoring.restore().forEach(this::damaged);
        refusals.remove(DATA_FOLDER);
    }

    /** A data folder that could not be used at the start may be usable by now. */
    private void ensureRestored() throws RefusedException {
        if (!restoring.isDone()) {
            bringBack();
            restoring.waiting().forEach(this::resume);
        }
    }

    private void damaged(String module, String problem) {
        LOG.error("{} is not restored from the last start: {}", module, problem);
        refusals.add(module, clock.instant(), problem);
    }

    /** Tries again to start modules that could not be started after the restart. Many calls in a row count as one. */
    void resumeWaiting() {
        if (resuming.compareAndSet(false, true)) {
            queue.execute(() -> {
                resuming.set(false);
                restoring.waiting().stream().filter(inPlace::mayResume).forEach(this::resume);
            }, NOTHING);
        }
    }

    /** A component of some module has been activated. Many calls in a row count as one. */
    void followMoved() {
        if (following.compareAndSet(false, true)) {
            queue.execute(() -> {
                following.set(false);
                for (String module : restoring.moved()) {
                    modules.find(module).flatMap(Slots::current).ifPresent(this::hold);
                    look(module);
                }
            }, NOTHING);
        }
    }

    /**
     * A service that a bundle's servers run is just going. If the bundle is a current revision and it is not the manager who
     * takes it away, the servers are held. Blocks until they are at rest, up to a limit.
     */
    void serviceGoes(Bundle bundle) {
        Optional<Revision> current = inPlace.current(bundle).filter(Residents::isActive);
        if (current.isPresent() && !hands.hold(bundle) && hold(current.get())) {
            String module = current.get().id().module();
            queue.execute(() -> look(module), () -> holds.release(module));
        }
    }

    private boolean hold(Revision current) {
        return holds.hold(current, holdLimit(current.id().module()), policies.grace());
    }

    private Duration holdLimit(String module) {
        Duration limit = policies.of(module).gateLimit();
        return limit.compareTo(LONGEST_HOLD) > 0 ? LONGEST_HOLD : limit;
    }

    private void look(String module) {
        switch (inPlace.look(module)) {
            case WAIT -> lookLater(module);
            case NOTHING -> holds.release(module);
            case FOLLOW -> follow(module);
            case TAKE_OVER -> takeOver(module, () -> follow(module));
            case GIVE_UP -> giveUp(module);
        }
    }

    private void follow(String module) {
        if (!perform(module, ELSEWHERE, steps -> inPlace.follow(module, steps)).refused()) {
            holds.release(module);
        } else if (inPlace.isOver(module)) {
            giveUp(module);
        } else {
            holds.closeAgain(module, holdLimit(module));
            lookLater(module);
        }
    }

    private void giveUp(String module) {
        perform(module, ELSEWHERE, steps -> inPlace.giveUp(module, steps));
    }

    private void lookLater(String module) {
        CompletableFuture.delayedExecutor(LOOK_MS, TimeUnit.MILLISECONDS, Runnable::run).execute(() -> queue.execute(
                () -> look(
                        module),
                () -> holds.release(module)));
    }

    /**
     * What somebody has put into the bundle becomes a revision of its own.
     *
     * @param putBack gives the bundle the content that it had
     */
    private void takeOver(String module, Runnable putBack) {
        String source = module + " in place";
        Path jar;
        try {
            jar = inPlace.contentOf(module);
        } catch (RefusedException unreadable) {
            putBack.run();
            refusals.add(source, clock.instant(), unreadable.getMessage());
            LOG.error("module {}: {}", module, unreadable.getMessage());
            return;
        }
        putBack.run();
        perform(source, ELSEWHERE, steps -> loading.load(jar, SwapOptions.DEFAULTS.requestedBy(ELSEWHERE), steps));
        jar.toFile().delete();
    }

    /** A bundle has been started, or has a service that servers run: a module may be back. Quick, on any thread. */
    void comes(Bundle bundle) {
        followMoved();
        if (inPlace.current(bundle).filter(current -> inPlace.isBack(current.id().module())).isPresent()) {
            resumeWaiting();
        }
    }

    /** A bundle has been uninstalled, by the manager's hand or by somebody else's. Quick, on any thread. */
    void uninstalled(Bundle bundle) {
        queue.execute(() -> {
            try {
                inPlace.putBack(bundle);
            } catch (RefusedException failed) {
                LOG.warn("bundle {} is not put back: {}", bundle, failed.getMessage());
            }
        }, NOTHING);
    }

    /** Bundles that were stopped because the start level was too low may run again. */
    void startLevelChanged() {
        inPlace.startLevelChanged();
        queue.execute(inPlace::startLevelSettled, NOTHING);
        resumeWaiting();
    }

    /** A module that somebody else has installed, or uninstalled again. */
    void foreign(Bundle bundle, boolean installed) {
        String source = "bundle " + bundle.getBundleId() + " (" + bundle.getSymbolicName() + ")";
        if (installed) {
            refusals.add(source, clock.instant(), "it is a module that was installed at " + bundle.getLocation()
                    + " and not by Twofold, so it does not resolve: drop its jar into the folder, or use module:load, and"
                    + " uninstall the bundle");
        } else {
            refusals.remove(source);
        }
    }

    /** No server runs the old revision of a module any more. Quick, on any thread. */
    void idle(String module) {
        queue.execute(() -> {
            residents.retireIdle(module);
            purgeDrained(module);
        }, NOTHING);
    }

    private void resume(String module) {
        if (inPlace.isUpdated(module)) {
            takeOver(module, () -> start(module));
        } else {
            start(module);
        }
    }

    private void start(String module) {
        SwapReport report = perform(module, RESTART, steps -> restoring.resume(module, steps));
        LOG.debug("restart of module {}: {}", module, report.outcome());
    }

    // ---- operations

    /** One operation on the queue's thread. */
    private interface Operation {
        Outcome run(Steps steps) throws RefusedException;
    }

    private CompletionStage<SwapReport> submit(String source, SwapOptions options, Operation operation) {
        CompletableFuture<SwapReport> report = new CompletableFuture<>();
        queue.execute(() -> report.complete(perform(source, options.requestedBy(), operation)),
                () -> report.completeExceptionally(new CancellationException(STOPPED)));
        return report.minimalCompletionStage();
    }

    private SwapReport perform(String source, String requestedBy, Operation operation) {
        return performTogether(List.of(source), requestedBy, steps -> List.of(operation.run(steps.get(0)))).get(0);
    }

    /** One operation on several modules, on the queue's thread. */
    private interface JointOperation {
        List<Outcome> run(List<Steps> steps) throws RefusedException;
    }

    private List<SwapReport> performTogether(List<String> sources, String requestedBy, JointOperation operation) {
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
            reports.addAll(refused(sources, steps, refused.getMessage()));
        } catch (RuntimeException | Error unexpected) { // a bug of ours or of a bundle: told, and the queue goes on
            LOG.error("operation on {} failed", sources, unexpected);
            reports.addAll(refused(sources, steps, "unexpected: " + ExitReason.of(unexpected)));
        }
        reports.forEach(this::publish);
        return reports;
    }

    private List<SwapReport> refused(List<String> sources, List<Steps> steps, String why) {
        List<SwapReport> reports = steps.stream().map(each -> each.refused(why)).toList();
        for (int i = 0; i < sources.size(); i++) {
            refused(sources.get(i), reports.get(i));
        }
        return reports;
    }

    private void publish(SwapReport report) {
        journal.ended(report);
        modules.reported(report);
        Optional<Slots> slots = modules.find(report.module());
        conditions.follow(report.module(), slots);
        publications.follow(report.module(), slots);
        announcements.ended(report, slots);
        purgeDrained(report.module());
    }

    /** What a drain has waited for may have come true. */
    private void purgeDrained(String module) {
        if (residents.isDrained(module)) {
            perform(module, "drain", steps -> removal.purge(module, steps));
        }
    }

    private void succeeded(String source, SwapReport report, List<String> problems) {
        refusals.remove(source);
        refusals.remove(report.module());
        LOG.info("module {} from {} to {}: {}, {} servers, {} ms, calls held back for {} ms", report.module(),
                version(report.from()), version(report.to()), report.outcome(), report.servers(),
                report.duration().toMillis(), report.gated().toMillis());
        problems.forEach(problem -> {
            LOG.error("module {}: {}", report.module(), problem);
            refusals.add(report.module(), clock.instant(), problem);
        });
    }

    private void refused(String source, SwapReport report) {
        refusals.add(source, clock.instant(), report.reason());
        LOG.warn("module {} from {} to {}: REFUSED ({}): {}", report.module(), version(report.from()),
                version(report.to()), source, report.reason());
    }

    static String version(Optional<RevisionId> id) {
        return id.map(revision -> revision.version().toString()).orElse("-");
    }
}
