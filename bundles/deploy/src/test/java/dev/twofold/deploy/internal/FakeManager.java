/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.deploy.internal;

import dev.twofold.module.JarInfo;
import dev.twofold.module.ModuleInfo;
import dev.twofold.module.ModuleManager;
import dev.twofold.module.ModulePolicy;
import dev.twofold.module.Outcome;
import dev.twofold.module.PurgePolicy;
import dev.twofold.module.PastSwap;
import dev.twofold.module.PurgedRevision;
import dev.twofold.module.Refusal;
import dev.twofold.module.Rehearsal;
import dev.twofold.module.RevisionId;
import dev.twofold.module.RevisionInfo;
import dev.twofold.module.RunningServer;
import dev.twofold.module.SwapOptions;
import dev.twofold.module.SwapProgress;
import dev.twofold.module.SwapReport;
import dev.twofold.module.SwapStep;
import dev.twofold.module.SwapStrategy;
import dev.twofold.module.UpgradePolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.framework.Version;

/**
 * A manager that keeps two slots and nothing else. What a "jar" is stands in its first line, such as
 * {@code MODULE counter 1.0.0}; anything else cannot be read.
 */
final class FakeManager implements ModuleManager {

    private static final ModulePolicy POLICY = new ModulePolicy(UpgradePolicy.AUTO, PurgePolicy.KILL,
            SwapStrategy.ATOMIC,
            false, Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(5));

    /** What was asked for, in order. */
    final List<String> calls = new ArrayList<>();

    private final Map<String, List<RevisionId>> slots = new TreeMap<>();
    private final Map<String, List<SwapStep>> failures = new HashMap<>();
    private final Map<String, Refusal> refusals = new TreeMap<>();
    private final Map<String, String> contents = new HashMap<>();
    private boolean silent;
    private CompletableFuture<SwapReport> unanswered;
    private Runnable meanwhile = () -> {};

    /** From now on refuses a file; the steps are those that it came through. */
    void refuse(String fileName, SwapStep... steps) {
        failures.put(fileName, List.of(steps));
    }

    /** From now on refuses it no more. */
    void accept(String fileName) {
        failures.remove(fileName);
    }

    /** From now on reads this in a file, whatever there is. */
    void read(String fileName, String content) {
        contents.put(fileName, content);
    }

    /** From now on never answers. */
    void fallSilent() {
        silent = true;
    }

    /** Answers what it was asked last while it was silent. */
    void refuseLate(String fileName) {
        unanswered.complete(refused(fileName, "told to", List.of()));
    }

    /** From now on this happens while a jar is loaded. */
    void meanwhile(Runnable event) {
        meanwhile = event;
    }

    /** Forgets everything. */
    void loseData() {
        slots.clear();
        refusals.clear();
    }

    /** What was asked for since the last time that somebody asked for it. */
    List<String> takeCalls() {
        List<String> taken = List.copyOf(calls);
        calls.clear();
        return taken;
    }

    /** Version of the current revision, or an empty text. */
    String current(String module) {
        return slots.containsKey(module) ? slots.get(module).get(0).version().toString() : "";
    }

    @Override
    public CompletionStage<SwapReport> load(Path jar, SwapOptions options) {
        String file = jar.getFileName().toString();
        calls.add("load " + file);
        meanwhile.run();
        if (silent) {
            unanswered = new CompletableFuture<>();
            return unanswered;
        }
        JarInfo info = inspect(jar);
        if (info.kind() != JarInfo.Kind.MODULE) {
            return done(refused(file, info.problem(), List.of()));
        }
        if (failures.containsKey(file)) {
            return done(refused(info.symbolicName(), "told to", failures.get(file)));
        }
        refusals.remove(file);
        RevisionId id = new RevisionId(info.symbolicName(), Version.parseVersion(info.version()), Sha256.of(jar));
        return done(report(id.module(), put(id), ""));
    }

    @Override
    public CompletionStage<SwapReport> rollback(String module, SwapOptions options) {
        List<RevisionId> both = slots.get(module);
        slots.put(module, List.of(both.get(1), both.get(0)));
        return done(report(module, Outcome.ROLLED_BACK, ""));
    }

    @Override
    public CompletionStage<SwapReport> purge(String module, SwapOptions options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<SwapReport> unload(String module, SwapOptions options) {
        calls.add("unload " + module);
        if (failures.containsKey(module)) {
            return done(refused(module, "told to", failures.get(module)));
        }
        slots.remove(module);
        return done(report(module, Outcome.UNLOADED, ""));
    }

    @Override
    public CompletionStage<List<SwapReport>> loadTogether(List<Path> jars, SwapOptions options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<SwapReport> redefine(Path jar, SwapOptions options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Rehearsal> rehearse(Path jar, SwapOptions options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<SwapReport> upgrade(String module, SwapOptions options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<SwapReport> softPurge(String module, SwapOptions options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<SwapReport> delete(String module, SwapOptions options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<RunningServer> running(String module) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<ModuleInfo> modules() {
        return slots.entrySet().stream().map(entry -> info(entry.getKey(), entry.getValue())).toList();
    }

    @Override
    public List<PastSwap> history() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<PastSwap> history(String module) {
        return List.of();
    }

    @Override
    public List<Refusal> refusals() {
        return List.copyOf(refusals.values());
    }

    @Override
    public void refuse(String source, String reason) {
        refusals.put(source, new Refusal(source, Instant.EPOCH, reason));
    }

    @Override
    public void forget(String source) {
        refusals.remove(source);
    }

    @Override
    public Optional<SwapProgress> progress() {
        return Optional.empty();
    }

    @Override
    public List<PurgedRevision> uncollected() {
        return List.of();
    }

    @Override
    public JarInfo inspect(Path jar) {
        try {
            String file = jar.getFileName().toString();
            String text = contents.containsKey(file) ? contents.get(file) : Files.readString(jar);
            String[] words = text.split("\\s+");
            return switch (words[0]) {
                case "MODULE", "BUNDLE" -> new JarInfo(JarInfo.Kind.valueOf(words[0]), words[1], words[2], "");
                case "NOT_A_BUNDLE" -> new JarInfo(JarInfo.Kind.NOT_A_BUNDLE, "", "", "no bundle");
                default -> new JarInfo(JarInfo.Kind.UNREADABLE, "", "", "not a jar");
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Outcome put(RevisionId id) {
        List<RevisionId> before = slots.getOrDefault(id.module(), List.of());
        if (!before.isEmpty() && before.get(0).equals(id)) {
            return Outcome.UNCHANGED;
        }
        slots.put(id.module(), before.isEmpty() ? List.of(id) : List.of(id, before.get(0)));
        if (before.size() == 2 && before.get(1).equals(id)) {
            return Outcome.ROLLED_BACK;
        }
        return before.isEmpty() ? Outcome.LOADED : Outcome.UPGRADED;
    }

    /** Who asks is answered; no refusal stands for that. */
    private SwapReport refused(String module, String reason, List<SwapStep> steps) {
        return report(module, Outcome.REFUSED, reason, steps);
    }

    private static SwapReport report(String module, Outcome outcome, String reason) {
        return report(module, outcome, reason, List.of());
    }

    private static SwapReport report(String module, Outcome outcome, String reason, List<SwapStep> steps) {
        return new SwapReport(module, outcome, Optional.empty(), Optional.empty(), Optional.empty(), 0, Instant.EPOCH,
                steps.stream().map(step -> new SwapReport.Timing(step, Duration.ZERO)).toList(), Duration.ZERO, reason,
                List.of(), List.of(), List.of(), "");
    }

    private static ModuleInfo info(String name, List<RevisionId> both) {
        return new ModuleInfo(name, Optional.of(revision(both.get(0), RevisionInfo.Slot.CURRENT)),
                both.stream().skip(1).findFirst().map(old -> revision(old, RevisionInfo.Slot.OLD)), List.of(), Optional
                        .empty(),
                POLICY);
    }

    private static RevisionInfo revision(RevisionId id, RevisionInfo.Slot slot) {
        return new RevisionInfo(id, slot, 1, "ACTIVE", 0);
    }

    private static CompletionStage<SwapReport> done(SwapReport report) {
        return CompletableFuture.completedFuture(report);
    }
}
