/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.twofold.module.Outcome;
import dev.twofold.module.SwapOptions;
import dev.twofold.module.SwapReport;
import dev.twofold.module.UpgradePolicy;
import dev.twofold.samples.counter.api.Get;
import dev.twofold.samples.counter.api.Increment;
import dev.twofold.server.CallFailedException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.Test;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.wiring.FrameworkWiring;

/** What has left both slots leaves the memory too, and threads do not add up. */
public class ClassLoaderIT extends TwofoldIT {

    private static final int SWAPS = 30;
    private static final int STICKY_CALLS = 100;
    private static final List<String> VERSIONS = List.of("1.0.0", "1.1.0", "2.0.0");

    @Override
    protected Option[] extras() {
        return new Option[] { Platform.impatient(100) };
    }

    @Test
    public void keepsTwoClassLoadersHoweverOftenAModuleIsSwapped() {
        load("counter", "2.0.0", Outcome.LOADED);
        try (ModuleRemains remains = ModuleRemains.watch(context)) {
            for (int i = 0; i < SWAPS; i++) {
                SwapReport report = load("counter", VERSIONS.get(i % VERSIONS.size()));
                assertThat(report.refused()).as(report.reason()).isFalse();
                call("counter", new Increment(1));
            }
            assertThat(remains.seen()).isEqualTo(SWAPS);
            remains.awaitAtMost(2, this::facts);
        }
        assertThat(call("counter", new Get())).isEqualTo((long) SWAPS);
    }

    @Test
    public void keepsNoClassLoaderOfRefusedRevisions() {
        load("ledger", "1.0.0", Outcome.LOADED);
        load("ledger", "1.1.0", Outcome.UPGRADED);
        try (ModuleRemains remains = ModuleRemains.watch(context)) {
            for (String bad : List.of("ThrowingChange", "NullChange", "WrongShapeChange", "FatalChange",
                    "HangingChange",
                    "ledger-without-change")) {
                load(bad, "2.0.0", Outcome.REFUSED);
            }
            for (String bad : List.of("OtherServer", "TwinServer", "FailingServer", "StillbornServer")) {
                load(bad, "1.2.0", Outcome.REFUSED);
            }
            assertThat(remains.seen()).isEqualTo(10);
            remains.awaitAtMost(0, this::facts);
        }
    }

    @Test
    public void keepsNoClassLoaderOfAServerThatHasFailed() {
        load("ledger", "1.0.0", Outcome.LOADED);
        try (ModuleRemains remains = ModuleRemains.watch(context)) {
            for (String version : List.of("1.1.0", "1.2.0", "1.0.0", "1.1.0")) {
                load("ledger", version, Outcome.UPGRADED);
                Throwable failure = catchThrowable(() -> call("ledger", 'x'));
                assertThat(failure).isInstanceOf(CallFailedException.class);
                await("the ledger is back", () -> servers.whereis("ledger").isPresent());
            }
            remains.awaitAtMost(2, this::facts);
        }
    }

    @Test
    public void keepsNoClassLoaderOfASupervisedModule() {
        try (ModuleRemains remains = ModuleRemains.watch(context)) {
            load("team", "1.0.0", Outcome.LOADED);
            for (String version : List.of("2.0.0", "1.1.0", "1.0.0", "2.0.0")) {
                load("team", version, Outcome.UPGRADED);
                assertThat(catchThrowable(() -> call("alice", 'x'))).isInstanceOf(CallFailedException.class);
                await("alice is back", () -> servers.whereis("alice").isPresent());
                assertThat(load("team", "3.0.0", Outcome.REFUSED).reason()).contains("duplicate_child_name");
            }
            remains.awaitAtMost(2, this::facts);
            await(modules.purge("team"));
            remains.awaitAtMost(1, this::facts);
            await(modules.unload("team"));
            remains.awaitAtMost(0, this::facts);
        }
    }

    @Test
    public void keepsNoClassLoaderOfAnUnloadedModule() {
        try (ModuleRemains remains = ModuleRemains.watch(context)) {
            load("counter", "1.0.0", Outcome.LOADED);
            load("counter", "1.1.0", Outcome.UPGRADED);
            call("counter", new Increment(1));
            await(modules.unload("counter"));
            assertThat(remains.seen()).isEqualTo(2);
            remains.awaitAtMost(0, this::facts);
        }
    }

    @Test
    public void keepsNothingOfAModuleWhoseComponentsUseServices() throws BundleException {
        try (ModuleRemains remains = ModuleRemains.watch(context)) {
            load("diary", "1.0.0", Outcome.LOADED);
            await(modules.load(fixture("diary", "1.1.0"), SwapOptions.DEFAULTS.upgrade(UpgradePolicy.LOAD)));
            await(modules.upgrade("diary", SwapOptions.DEFAULTS)); // its keeper of diaries has gone before its server
            stopCurrent();
            await(modules.unload("diary"));
            remains.awaitAtMost(0, this::facts);
        }
    }

    // ---- what others do to its bundle

    @Test
    public void keepsNoClassLoaderOfABundleThatIsRefreshed() {
        keepsOneClassLoaderWhen(bundle -> context.getBundle(0).adapt(FrameworkWiring.class).refreshBundles(List.of(
                bundle)));
    }

    @Test
    public void keepsNoClassLoaderOfABundleThatIsUninstalledAndPutBack() {
        keepsOneClassLoaderWhen(this::uninstall);
    }

    /** Servers of another module are busy all the time: a thread that has nothing to do would end, with all that is in it. */
    private void keepsOneClassLoaderWhen(Consumer<Bundle> deed) {
        load("ledger", "1.0.0", Outcome.LOADED);
        try (Clients clients = Clients.calling(servers.named("ledger"), "sum", 3, this::facts);
                ModuleRemains remains = ModuleRemains.watch(context)) {
            load("sticky", "1.0.0", Outcome.LOADED);
            for (int i = 0; i < STICKY_CALLS; i++) {
                call("sticky", "count");
            }
            deed.accept(context.getBundle(module("sticky").current().orElseThrow().bundleId()));
            await("the servers run other classes of the same content", () -> {
                SwapReport last = module("sticky").lastReport().orElseThrow();
                return last.from().equals(last.to());
            });
            remains.awaitAtMost(1, this::facts);
            assertThat(remains.seen()).isEqualTo(2);
            clients.awaitProgress();
            assertThat(clients.failures()).isEmpty();
        }
        assertThat(call("sticky", "count")).isEqualTo(STICKY_CALLS + 1L);
    }

    /** Its servers go over to it when its successor could not be started. */
    @Test
    public void keepsNoClassLoaderOfAnExclusiveBundleThatIsRefreshedWhileItIsStopped() {
        FreePort.choose();
        load("ledger", "1.0.0", Outcome.LOADED);
        try (Clients clients = Clients.calling(servers.named("ledger"), "sum", 3, this::facts);
                ModuleRemains remains = ModuleRemains.watch(context)) {
            load("sticky-port", "1.0.0", Outcome.LOADED);
            for (int i = 0; i < STICKY_CALLS; i++) {
                call("sticky", "count");
            }
            Bundle first = context.getBundle(module("sticky").current().orElseThrow().bundleId());
            SynchronousBundleListener stranger = event -> {
                if (event.getType() == BundleEvent.STARTING && event.getBundle().getVersion().getMinor() == 1) {
                    refresh(first);
                }
            };
            context.addBundleListener(stranger);
            try {
                load("sticky-port-FailingServer", "1.1.0", Outcome.REFUSED);
            } finally {
                context.removeBundleListener(stranger);
            }
            remains.awaitAtMost(1, this::facts);
            assertThat(remains.seen()).isEqualTo(3);
            clients.awaitProgress();
            assertThat(clients.failures()).isEmpty();
        }
        assertThat(call("sticky", "count")).isEqualTo(STICKY_CALLS + 1L);
    }

    private void refresh(Bundle bundle) {
        CountDownLatch refreshed = new CountDownLatch(1);
        context.getBundle(0).adapt(FrameworkWiring.class).refreshBundles(List.of(bundle), event -> refreshed
                .countDown());
        await("it is refreshed", () -> refreshed.getCount() == 0);
    }

    private void stopCurrent() throws BundleException {
        moduleBundles().stream().filter(bundle -> bundle.getState() == Bundle.ACTIVE).findFirst().orElseThrow().stop();
        await("its server has ended", () -> servers.whereis("ledger").isEmpty());
    }

    @Test
    public void doesNotGatherThreads() {
        load("ledger", "1.0.0", Outcome.LOADED);
        for (int i = 1; i <= SWAPS; i++) {
            load("ledger", i % 2 == 0 ? "1.0.0" : "1.1.0");
            call("ledger", 1L);
        }

        // the pool of the servers, and one thread each for swaps, their answers, the next change, timers, services and their
        // uses, the collector, the folder, the framework and the disk
        int most = 2 * Math.max(2, Runtime.getRuntime().availableProcessors()) + 10;
        await("threads have ended", () -> threads("twofold-change").size() <= 1);
        assertThat(threads("twofold-")).hasSizeLessThanOrEqualTo(most);
    }

    private static List<String> threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).filter(name -> name.startsWith(prefix))
                .toList();
    }
}
