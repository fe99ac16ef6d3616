/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import dev.twofold.module.JarInfo;
import dev.twofold.module.ModuleInfo;
import dev.twofold.module.ModuleManager;
import dev.twofold.module.Outcome;
import dev.twofold.module.PastSwap;
import dev.twofold.module.PurgedRevision;
import dev.twofold.module.Refusal;
import dev.twofold.module.Rehearsal;
import dev.twofold.module.RunningServer;
import dev.twofold.module.SwapListener;
import dev.twofold.module.SwapOptions;
import dev.twofold.module.SwapProgress;
import dev.twofold.module.SwapReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** A manager that shows what it is given and notes what it is asked for. */
final class FakeManager implements ModuleManager {

    final List<ModuleInfo> modules = new ArrayList<>();
    final List<Refusal> refusals = new ArrayList<>();

    /** What is refused once somebody listens. */
    final List<Refusal> coming = new ArrayList<>();
    final List<String> calls = new ArrayList<>();
    final List<RunningServer> running = new ArrayList<>();
    final List<PurgedRevision> uncollected = new ArrayList<>();
    final List<PastSwap> past = new ArrayList<>();
    SwapOptions asked = SwapOptions.DEFAULTS;
    final List<SwapListener> listeners = new CopyOnWriteArrayList<>();
    Optional<SwapProgress> progress = Optional.empty();
    boolean silent;

    /** Whether Ctrl-C comes while somebody waits for an answer. */
    boolean interrupting;

    /** Registers a listener, and tells it at once of something that has happened. */
    Runnable listen(SwapListener listener) {
        listeners.add(listener);
        refusals.addAll(coming);
        listener.ended(Samples.report("counter", Outcome.UPGRADED, ""));
        return () -> listeners.remove(listener);
    }

    @Override
    public CompletionStage<SwapReport> load(Path jar, SwapOptions options) {
        asked = options;
        return answer("load " + jar, "counter", Outcome.LOADED);
    }

    @Override
    public CompletionStage<SwapReport> rollback(String module, SwapOptions options) {
        asked = options;
        return answer("rollback " + module, module, Outcome.ROLLED_BACK);
    }

    @Override
    public CompletionStage<SwapReport> purge(String module, SwapOptions options) {
        asked = options;
        return answer("purge " + module, module, Outcome.PURGED);
    }

    @Override
    public CompletionStage<SwapReport> unload(String module, SwapOptions options) {
        asked = options;
        return answer("unload " + module, module, Outcome.UNLOADED);
    }

    @Override
    public CompletionStage<List<SwapReport>> loadTogether(List<Path> jars, SwapOptions options) {
        asked = options;
        calls.add("loadTogether " + jars);
        return CompletableFuture.completedFuture(jars.stream().map(
                jar -> Samples.report(jar.getFileName().toString(), Outcome.UPGRADED, "")).toList());
    }

    @Override
    public CompletionStage<SwapReport> redefine(Path jar, SwapOptions options) {
        asked = options;
        return answer("redefine " + jar, "counter", Outcome.REDEFINED);
    }

    @Override
    public CompletionStage<Rehearsal> rehearse(Path jar, SwapOptions options) {
        asked = options;
        calls.add("rehearse " + jar);
        return answer(Samples.rehearsal(""));
    }

    @Override
    public CompletionStage<SwapReport> upgrade(String module, SwapOptions options) {
        asked = options;
        return answer("upgrade " + module, module, Outcome.UPGRADED);
    }

    @Override
    public CompletionStage<SwapReport> softPurge(String module, SwapOptions options) {
        asked = options;
        return answer("softpurge " + module, module, Outcome.PURGED);
    }

    @Override
    public CompletionStage<SwapReport> delete(String module, SwapOptions options) {
        asked = options;
        return answer("delete " + module, module, Outcome.DELETED);
    }

    @Override
    public List<RunningServer> running(String module) {
        return running.stream().filter(server -> server.revision().module().equals(module)).toList();
    }

    @Override
    public List<ModuleInfo> modules() {
        return List.copyOf(modules);
    }

    @Override
    public List<PastSwap> history() {
        return List.copyOf(past);
    }

    @Override
    public List<PastSwap> history(String module) {
        return past.stream().filter(swap -> swap.module().equals(module)).toList();
    }

    @Override
    public List<Refusal> refusals() {
        return List.copyOf(refusals);
    }

    @Override
    public void refuse(String source, String reason) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void forget(String source) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<SwapProgress> progress() {
        if (interrupting) {
            Thread.currentThread().interrupt();
        }
        return progress;
    }

    @Override
    public List<PurgedRevision> uncollected() {
        return List.copyOf(uncollected);
    }

    @Override
    public JarInfo inspect(Path jar) {
        throw new UnsupportedOperationException();
    }

    private CompletionStage<SwapReport> answer(String call, String module, Outcome outcome) {
        calls.add(call);
        return answer(Samples.report(module, outcome, ""));
    }

    private <T> CompletionStage<T> answer(T answer) {
        return silent ? new CompletableFuture<>() : CompletableFuture.completedFuture(answer);
    }
}
