/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import dev.twofold.module.ModuleManager;
import dev.twofold.module.PurgePolicy;
import dev.twofold.module.SwapOptions;
import dev.twofold.module.SwapReport;
import dev.twofold.module.SwapStrategy;
import dev.twofold.module.UpgradePolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/**
 * One operator who does something at random, again and again: with modules whose servers must not be killed only what is
 * soft, with the other one everything. Belongs to one thread.
 */
final class RandomOperations {

    /** Servers of these are never killed. */
    static final List<String> GENTLE = List.of("crew", "echo", "relay", "counter");

    /** Servers of this one are killed whenever it comes to that. */
    static final String ROUGH = "ledger";

    private static final List<String> ALIKE = List.of("1.0.0", "1.1.0", "1.2.0");
    private static final List<String> COUNTERS = List.of("1.0.0", "1.1.0", "2.0.0", "2.1.0", "2.2.0");

    /** One of them adds a child, which nobody can start again once it is not current. */
    private static final List<String> ROUGH_GOOD = List.of("ledger-1.0.0", "ledger-1.1.0", "ledger-1.2.0",
            "ledger-2.0.0", "ledger-again-1.1.0", "ledger-with-other-1.2.0");
    private static final List<String> GENTLE_BAD = List.of("crew-ThrowingActivator-1.2.0", "crew-OtherServer-1.2.0",
            "crew-unresolvable-1.2.0", "crew-FailingServer-1.2.0");
    private static final List<String> ROUGH_BAD = List.of("ThrowingChange-2.0.0", "FatalChange-2.0.0",
            "NullChange-2.0.0", "WrongShapeChange-2.0.0", "UnreadableChange-2.0.0", "FailingChange-1.2.0",
            "OtherServer-1.2.0", "FailingServer-1.2.0", "UntypedServer-1.2.0", "StillbornServer-1.2.0",
            "TwinServer-1.2.0", "ThrowingActivator-1.2.0", "ledger-without-change-2.0.0", "ledger-unresolvable-1.2.0",
            "ledger-no-components-1.2.0", "ledger-no-header-1.2.0", "ledger-fragment-1.2.0",
            "ledger-bad-version-1.2.0", "ledger-own-api-1.2.0", "evil-1.2.0", "reserved-1.2.0", "empty-1.2.0",
            "half-1.2.0", "damaged-1.2.0", "text-1.2.0", "no-manifest-1.2.0", "plain-1.2.0");
    /**
     * Each of these takes as long as a limit allows. While somebody else starts the one that hangs in its start once more, the
     * framework does not remove it, and others of its module are refused.
     */
    private static final List<String> SLOW_BAD = List.of("HangingChange-2.0.0", "WaitingServer-1.2.0",
            "BlockingActivator-1.2.0");
    private static final Duration SHORT = Duration.ofMillis(200);

    private final Path fixtures;
    private final ModuleManager modules;
    private final Random random;
    private final BiFunction<String, CompletionStage<SwapReport>, SwapReport> waiting;
    private final List<Done> done = new ArrayList<>();

    /** What became of an operation on a file or a module. */
    record Done(String source, SwapReport report) {
    }

    /** An operation that was asked for. */
    private record Asked(String source, CompletionStage<SwapReport> report) {
    }

    RandomOperations(Path fixtures, ModuleManager modules, Random random,
            BiFunction<String, CompletionStage<SwapReport>, SwapReport> waiting) {
        this.fixtures = fixtures;
        this.modules = modules;
        this.random = random;
        this.waiting = waiting;
    }

    /** Does so many operations, at least, and returns what became of them. */
    List<Done> run(int count) {
        while (done.size() < count) {
            switch (random.nextInt(10)) {
                case 0, 1, 2 -> gentle("crew", GENTLE_BAD);
                case 3 -> gentle(random.nextBoolean() ? "echo" : "relay", List.of());
                case 4 -> counter();
                case 5 -> together();
                default -> rough();
            }
        }
        return done;
    }

    // ---- what may be done to a module

    private void gentle(String module, List<String> bad) {
        SwapOptions options = options().purge(PurgePolicy.SOFT);
        switch (random.nextInt(bad.isEmpty() ? 10 : 13)) {
            case 0, 1, 2, 3 -> perform(load(module + "-" + any(ALIKE), options));
            case 4, 5 -> perform(new Asked(module, modules.upgrade(module, options)));
            case 6 -> perform(new Asked(module, modules.rollback(module, options)));
            case 7 -> perform(new Asked(module, modules.softPurge(module)));
            case 8 -> perform(redefine(module + "-" + any(ALIKE), options));
            case 9 -> perform(new Asked(module, modules.delete(module)), load(module + "-" + any(ALIKE), options));
            default -> perform(load(any(bad), options));
        }
    }

    private void rough() {
        switch (random.nextInt(16)) {
            case 0, 1, 2, 3, 4 -> perform(load(any(ROUGH_GOOD), options()));
            case 5 -> perform(new Asked(ROUGH, modules.upgrade(ROUGH, options())));
            case 6, 7 -> perform(new Asked(ROUGH, modules.rollback(ROUGH, options())));
            case 8 -> perform(new Asked(ROUGH, modules.purge(ROUGH)));
            case 9 -> perform(new Asked(ROUGH, modules.softPurge(ROUGH)));
            case 10 -> perform(new Asked(ROUGH, modules.delete(ROUGH)), load(any(ROUGH_GOOD), options()));
            case 11 -> perform(new Asked(ROUGH, modules.unload(ROUGH)), load(any(ROUGH_GOOD), options()));
            case 12 -> {
                if (random.nextInt(6) == 0) {
                    perform(load(any(SLOW_BAD), options().changeLimit(SHORT)));
                }
            }
            default -> perform(load(any(ROUGH_BAD), options()));
        }
    }

    /** Its servers always go along, so that nothing can be killed, not even by what is dropped into the folder. */
    private void counter() {
        SwapOptions options = SwapOptions.DEFAULTS.precopy(random.nextBoolean());
        switch (random.nextInt(4)) {
            case 0 -> perform(new Asked("counter", modules.rollback("counter", options)));
            case 1 -> perform(new Asked("counter", modules.softPurge("counter")));
            default -> perform(load("counter-" + any(COUNTERS), options));
        }
    }

    private void together() {
        List<String> names = new ArrayList<>(List.of("echo-" + any(ALIKE), "relay-" + any(ALIKE)));
        if (random.nextInt(3) == 0) {
            names.add("crew-" + any(ALIKE));
        }
        if (random.nextInt(5) == 0) {
            names.add(any(ROUGH_BAD));
        }
        List<Path> files = names.stream().map(this::file).toList();
        CompletionStage<List<SwapReport>> all = modules.loadTogether(files, options().purge(PurgePolicy.SOFT));
        for (int i = 0; i < names.size(); i++) {
            int index = i;
            take(new Asked(names.get(i) + ".jar", all.thenApply(reports -> reports.get(index))));
        }
    }

    private SwapOptions options() {
        SwapOptions options = SwapOptions.DEFAULTS.precopy(random.nextBoolean()).requestedBy("operator");
        if (random.nextInt(3) == 0) {
            options = options.upgrade(UpgradePolicy.LOAD);
        }
        return random.nextInt(3) == 0 ? options.strategy(any(List.of(SwapStrategy.values()))) : options;
    }

    private Asked load(String name, SwapOptions options) {
        return new Asked(name + ".jar", modules.load(file(name), options));
    }

    private Asked redefine(String name, SwapOptions options) {
        return new Asked(name + ".jar", modules.redefine(file(name), options));
    }

    private Path file(String name) {
        return fixtures.resolve(name + ".jar");
    }

    private <T> T any(List<T> several) {
        return several.get(random.nextInt(several.size()));
    }

    private void perform(Asked... several) {
        for (Asked each : several) {
            take(each);
        }
    }

    private void take(Asked asked) {
        done.add(new Done(asked.source(), waiting.apply(asked.source(), asked.report())));
    }
}
