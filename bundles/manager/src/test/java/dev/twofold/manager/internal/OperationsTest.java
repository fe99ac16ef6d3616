/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.engine.Engine;
import dev.twofold.module.ModulePolicy;
import dev.twofold.module.Outcome;
import dev.twofold.module.PurgePolicy;
import dev.twofold.module.RevisionId;
import dev.twofold.module.SwapOptions;
import dev.twofold.module.SwapReport;
import dev.twofold.module.SwapStrategy;
import dev.twofold.module.UpgradePolicy;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;

/** Who asks for an operation hears of it, whatever else goes wrong. */
@Timeout(60)
class OperationsTest {

    private static final Duration LONG = Duration.ofHours(1);
    private static final RevisionId METER = new RevisionId("meter", new Version("1.0.0"), "0".repeat(64));

    @TempDir
    private Path folder;

    private final Engine engine = new Engine();
    private final SerialQueue queue = new SerialQueue("test");
    private final AsideThreads answers = new AsideThreads("test answers");
    private final Refusals refusals = new Refusals();
    private final Announcements announcements = new Announcements();
    private final CompletableFuture<SwapReport> announced = new CompletableFuture<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private Policies policies;
    private Modules modules;

    @AfterEach
    void close() {
        release.countDown();
        queue.end(LONG);
        answers.close();
        announcements.close();
        engine.close();
    }

    private static <T> T get(CompletionStage<T> answer) throws Exception {
        return answer.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void answersAndTellsTheOthersWhenOneCannotBeTold() throws Exception {
        announcements.add(announced::complete);
        Operations operations = operations(new Disk() {

            @Override
            void about(String change, Path file) {
                if (change.equals("write END")) {
                    throw new AssertionError("a bug of the journal");
                }
            }
        }, null, new Residents(null, null, null, null, null));

        CompletionStage<SwapReport> answer = operations.submit("meter", SwapOptions.DEFAULTS, steps -> {
            steps.about("meter", Optional.empty(), Optional.of(METER));
            modules.put(Slots.empty("meter").with(Optional.of(unusable()), Optional.empty()));
            return Outcome.LOADED;
        });

        assertThat(get(answer).outcome()).isEqualTo(Outcome.LOADED);
        assertThat(get(announced)).isEqualTo(get(answer));
        assertThat(modules.find("meter").flatMap(Slots::lastReport)).contains(get(answer));
        assertThat(refusals.list()).singleElement().satisfies(told -> {
            assertThat(told.source()).isEqualTo("meter");
            assertThat(told.reason()).startsWith("unexpected: ").contains("a bug of the journal", "no bundle context");
        });
    }

    @Test
    void answersWhenWhatIsAskedForIsNotEvenDone() throws Exception {
        CompletionStage<String> answer = operations(new Disk(), null, null).submit(() -> {
            throw new IllegalStateException("on purpose");
        });

        assertThatThrownBy(() -> get(answer)).hasRootCauseMessage("on purpose");
        assertThat(get(operations(new Disk(), null, null).submit(() -> "the queue goes on"))).isNotEmpty();
    }

    @Test
    void keepsItsThreadWhenServicesCannotFollow() throws Exception {
        Operations operations = operations(new Disk(), null, new Residents(null, null, null, null, null));
        Thread before = get(operations.submit(Thread::currentThread));

        get(operations.submit("meter", SwapOptions.DEFAULTS, steps -> {
            steps.about("meter", Optional.empty(), Optional.of(METER));
            return Outcome.UNLOADED;
        }));

        assertThat(get(operations.submit(Thread::currentThread))).isSameAs(before);
    }

    @Test
    void goesOnWhileWhatACallerHasTiedToAnAnswerBlocks() throws Exception {
        Operations operations = operations(new Disk(), null, null);
        CountDownLatch ready = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(1);
        operations.submit(() -> await(ready)).thenAccept(done -> {
            blocked.countDown();
            await(release);
        });
        ready.countDown();
        await(blocked);

        assertThat(get(operations.submit(() -> "another swap"))).isEqualTo("another swap");
        assertThat(queue.end(LONG)).isTrue();
    }

    @Test
    void isStoppedWhileWhatACallerHasTiedToAnAnswerBlocks() throws Exception {
        Operations operations = operations(new Disk(), null, null);
        CountDownLatch running = new CountDownLatch(1);
        operations.submit(() -> {
            running.countDown();
            return await(release);
        });
        await(running);
        CompletionStage<String> waiting = operations.submit(() -> "too late");
        CompletableFuture<Throwable> cancelled = new CompletableFuture<>();
        waiting.whenComplete((done, failure) -> {
            cancelled.complete(failure);
            await(release);
        });

        assertThat(queue.stop(Duration.ofMillis(1))).isFalse();
        assertThat(get(cancelled)).isInstanceOf(CompletionException.class).hasCauseInstanceOf(
                CancellationException.class);
    }

    private static CountDownLatch await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
            return latch;
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private Operations operations(Disk disk, Publications publications, Residents residents) {
        policies = new Policies(new Policies.Defaults(new ModulePolicy(UpgradePolicy.AUTO, PurgePolicy.KILL,
                SwapStrategy.ATOMIC, false, LONG, LONG, LONG, LONG), new Restarts(1, LONG), LONG));
        modules = new Modules(engine, policies, null);
        Store store = new Store(folder, Long.MAX_VALUE, disk);
        Journal journal = new Journal(store.folder(), disk);
        Loader loader = new Loader(stub(BundleContext.class, Map.of("getBundles", new Bundle[0])), null, null, null,
                policies, null, null, null, null, Runnable::run);
        Restoring restoring = new Restoring(new DataFolder(store, journal, disk), store, loader, modules, null,
                null, policies);
        return new Operations(queue, answers, Clock.systemUTC(), restoring, null, residents, modules, refusals, journal,
                announcements, publications, new CurrentConditions(null, policies, null, null), new UnderWay());
    }

    /** The framework says nothing of its bundle but that it has gone. */
    private static Revision unusable() {
        return Revision.inactive(new StoredJar(METER, Path.of("meter.jar"), false), stub(Bundle.class, Map.of()));
    }

    /** What the framework gives, as far as it is there. */
    private static <T> T stub(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, method,
                arguments) -> Optional.ofNullable(answers.get(method.getName())).orElseThrow(
                        () -> new IllegalStateException("no bundle context"))));
    }
}
