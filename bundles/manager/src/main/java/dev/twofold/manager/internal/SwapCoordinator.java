/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.module.JarInfo;
import dev.twofold.module.ModuleInfo;
import dev.twofold.module.ModuleManager;
import dev.twofold.module.PastSwap;
import dev.twofold.module.PurgedRevision;
import dev.twofold.module.Refusal;
import dev.twofold.module.Rehearsal;
import dev.twofold.module.RunningServer;
import dev.twofold.module.SwapOptions;
import dev.twofold.module.SwapProgress;
import dev.twofold.module.SwapReport;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gen-server manager service: one queue for all operations. Its methods may be called by any thread; the operations run
 * on the queue's thread.
 */
final class SwapCoordinator implements ModuleManager {

    private static final Logger LOG = LoggerFactory.getLogger(SwapCoordinator.class);

    private static final long START_LIMIT_SECONDS = 60;
    private final SerialQueue queue;
    private final Operations operations;
    private final Loading loading;
    private final Removal removal;
    private final Rehearsals rehearsals;
    private final Restoring restoring;
    private final Residents residents;
    private final Modules modules;
    private final Refusals refusals;
    private final MissingServers missing;
    private final Publications publications;
    private final PurgeWatch watch;
    private final Journal journal;
    private final UnderWay underWay;
    private final PlatformStop stop;

    SwapCoordinator(SerialQueue queue, Operations operations, Loading loading, Removal removal, Rehearsals rehearsals,
            Restoring restoring, Residents residents, Modules modules, Refusals refusals, MissingServers missing,
            Publications publications,
            PurgeWatch watch, Journal journal, UnderWay underWay, PlatformStop stop) {
        this.queue = queue;
        this.operations = operations;
        this.loading = loading;
        this.removal = removal;
        this.rehearsals = rehearsals;
        this.restoring = restoring;
        this.residents = residents;
        this.modules = modules;
        this.refusals = refusals;
        this.missing = missing;
        this.publications = publications;
        this.watch = watch;
        this.journal = journal;
        this.underWay = underWay;
        this.stop = stop;
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
        List<String> names = files.stream().map(file -> file.getFileName().toString()).toList();
        return operations.submitTogether(names, options, steps -> stop.explain(() -> loading.loadTogether(files,
                options, steps)));
    }

    @Override
    public CompletionStage<SwapReport> redefine(Path jar, SwapOptions options) {
        String source = jar.getFileName().toString();
        return submit(source, options, steps -> loading.redefine(jar, options, steps));
    }

    private CompletionStage<SwapReport> submit(String source, SwapOptions options, Operations.Operation operation) {
        return operations.submit(source, options, steps -> stop.explain(() -> operation.run(steps)));
    }

    @Override
    public CompletionStage<Rehearsal> rehearse(Path jar, SwapOptions options) {
        Objects.requireNonNull(jar, "jar");
        Objects.requireNonNull(options, "options");
        return operations.submit(() -> rehearsals.rehearse(jar, options, operations::ensureRestored));
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
    public CompletionStage<SwapReport> purge(String module, SwapOptions options) {
        Objects.requireNonNull(module, "module");
        return submit(module, options, steps -> removal.purge(module, steps));
    }

    @Override
    public CompletionStage<SwapReport> softPurge(String module, SwapOptions options) {
        Objects.requireNonNull(module, "module");
        return submit(module, options, steps -> removal.softPurge(module, steps));
    }

    @Override
    public CompletionStage<SwapReport> delete(String module, SwapOptions options) {
        Objects.requireNonNull(module, "module");
        return submit(module, options, steps -> removal.delete(module, steps));
    }

    @Override
    public CompletionStage<SwapReport> unload(String module, SwapOptions options) {
        Objects.requireNonNull(module, "module");
        return submit(module, options, steps -> removal.unload(module, steps));
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
    public Optional<SwapProgress> progress() {
        return underWay.progress();
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
    public List<PastSwap> history() {
        return journal.history();
    }

    @Override
    public List<Refusal> refusals() {
        List<Refusal> all = refusals.list();
        all.addAll(missing.list());
        return all;
    }

    @Override
    public void refuse(String source, String reason) {
        refusals.add(source, Instant.now(), reason);
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
     * @param started done when the framework has started, cancelled when it does not any more
     * @param listed runs when all modules are listed, before they are started
     */
    void restore(Future<?> started, Runnable listed) {
        queue.execute(() -> {
            if (await(started)) {
                operations.restore();
                listed.run();
                restoring.waiting().forEach(operations::start);
                publications.restored();
            }
        }, Operations.NOTHING);
    }

    /** Whether to go on: not if the platform is stopped before it has started. */
    private static boolean await(Future<?> started) {
        try {
            started.get(START_LIMIT_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException late) {
            LOG.warn("the framework has not started after {} s; going on with the modules", START_LIMIT_SECONDS);
            return true;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        } catch (CancellationException stopped) {
            return false;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** No server runs the old revision of a module any more. Quick, on any thread. */
    void idle(String module) {
        queue.execute(() -> {
            residents.retireIdle(module);
            operations.purgeDrained(module);
        }, Operations.NOTHING);
    }
}
