/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ops4j.pax.exam.CoreOptions.options;

import dev.twofold.module.Outcome;
import dev.twofold.module.PurgePolicy;
import dev.twofold.module.Refusal;
import dev.twofold.module.RevisionId;
import dev.twofold.module.SwapOptions;
import dev.twofold.module.SwapReport;
import dev.twofold.module.SwapStep;
import dev.twofold.module.SwapStrategy;
import dev.twofold.module.UpgradePolicy;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import java.util.concurrent.CompletionStage;
import javax.inject.Inject;
import org.junit.Before;
import org.junit.Test;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.cm.ConfigurationAdminOptions;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Modules of which only one revision can be active, since it listens at a port: one stops, the next one starts. */
public class ExclusiveIT extends TwofoldIT {

    @Inject
    private ConfigurationAdmin configurations;

    @Override
    protected Option[] extras() {
        return options(ConfigurationAdminOptions.newConfiguration("twofold.manager").put("complete.limit.ms",
                Platform.IMPATIENCE_MS).put("change.limit.ms", Platform.IMPATIENCE_MS).put("grace.limit.ms",
                        Await.PATIENCE.toMillis()).asOption());
    }

    @Before
    public void choosePort() {
        FreePort.choose();
    }

    private Clients callers() {
        return Clients.calling(servers.named("ledger"), "sum", 2, this::facts);
    }

    /** They ask who listens, so they notice if a server runs whose component has given the port back. */
    private Clients visitors() {
        return Clients.calling(servers.named("port"), "who?", 2, this::facts);
    }

    private Bundle current() {
        return context.getBundle(module("ledger").current().orElseThrow().bundleId());
    }

    // ---- it is done

    @Test
    public void isSwappedWithCallersWaitingAndNoCallFailing() {
        load("port", "1.0.0", Outcome.LOADED);
        call("ledger", 4L);
        Clients callers = callers();
        Clients visitors = visitors();
        try (callers; visitors) {
            for (String version : List.of("1.1.0", "1.2.0")) {
                SwapReport report = load("port", version, Outcome.UPGRADED);

                assertThat(report.servers()).isEqualTo(2);
                assertThat(report.gated()).isPositive();
                assertThat(report.warnings()).isEmpty();
                assertThat(call("port", "who?")).isEqualTo(version);
                callers.awaitProgress();
                visitors.awaitProgress();
            }
            rollBack("ledger");
            assertThat(call("port", "who?")).isEqualTo("1.1.0");
            callers.awaitProgress();
            visitors.awaitProgress();
        }
        assertThat(callers.failures()).isEmpty();
        assertThat(visitors.failures()).isEmpty();
        assertThat(call("ledger", "sum")).isEqualTo(4L);
        assertThat(moduleBundles()).hasSize(2).filteredOn(bundle -> bundle.getState() == Bundle.ACTIVE).hasSize(1);
    }

    @Test
    public void warnsIfThereIsNoWayBack() {
        load("port", "1.1.0", Outcome.LOADED);

        SwapReport report = load("port-AddEntries", "2.0.0", Outcome.UPGRADED);

        assertThat(report.warnings()).singleElement().asString().startsWith(
                "there is no way back from ledger 2.0.0 to ledger 1.1.0: no state of its server type 'ledger' fits: ");
    }

    @Test
    public void changesStatesWithTheCodeChangesOfTheRevisionThatHasStopped() {
        load("port", "1.0.0", Outcome.LOADED);
        call("ledger", 4L);

        assertThat(load("port", "2.0.0", Outcome.UPGRADED).warnings()).isEmpty();
        assertThat(state("ledger")).isEqualTo("Entries[sum=4, entries=0]");
        call("ledger", 1L);
        rollBack("ledger"); // by RemoveEntries of 2.0.0

        assertThat(state("ledger")).isEqualTo("Ledger[sum=5]");
        assertThat(call("port", "who?")).isEqualTo("1.0.0");
    }

    @Test
    public void keepsWhatIsSentWhileNoneOfTheTwoIsActive() {
        load("port", "1.0.0", Outcome.LOADED);
        Bundle before = current();
        List<CompletionStage<Object>> calls = new ArrayList<>();
        whenStopped(before, () -> {
            for (long i = 1; i <= 3; i++) {
                calls.add(servers.named("ledger").sendRequest(i));
            }
        });

        load("port", "1.1.0", Outcome.UPGRADED);

        assertThat(calls).extracting(this::await).containsExactly(1L, 3L, 6L);
    }

    @Test
    public void mayFollowOneThatWasNot() {
        load("ledger", "1.0.0", Outcome.LOADED);
        call("ledger", 4L);

        load("port", "1.1.0", Outcome.UPGRADED);

        assertThat(call("port", "who?")).isEqualTo("1.1.0");
        assertThat(call("ledger", "sum")).isEqualTo(4L);
        assertThat(await(modules.rollback("ledger")).reason()).contains("no server type port");
        assertThat(call("port", "who?")).isEqualTo("1.1.0");
    }

    @Test
    public void killsServersOfTheOldestRevisionOrRefusesThat() {
        load("ledger", "1.0.0", Outcome.LOADED);
        call("ledger", 4L);
        load("ledger", "1.1.0", SwapOptions.DEFAULTS.upgrade(UpgradePolicy.LOAD));
        assertThat(server("ledger").version()).isEqualTo("1.0.0");

        SwapReport soft = load("port", "1.2.0", SwapOptions.DEFAULTS.purge(PurgePolicy.SOFT));
        assertThat(soft.reason()).contains("still runs the old revision", "(ledger)");
        assertThat(call("ledger", "sum")).isEqualTo(4L);

        load("port", "1.2.0", Outcome.UPGRADED);
        await("the ledger is back", () -> servers.whereis("ledger").isPresent());
        assertThat(call("ledger", "sum")).isEqualTo(0L);
        assertThat(server("ledger").version()).isEqualTo("1.2.0");
        assertThat(call("port", "who?")).isEqualTo("1.2.0");
    }

    @Test
    public void takesOverAfterADelete() {
        load("port", "1.0.0", Outcome.LOADED);
        call("ledger", 4L);
        await(modules.delete("ledger"));
        assertThat(call("port", "who?")).isEqualTo("1.0.0");

        load("port", "1.1.0", Outcome.UPGRADED);

        assertThat(call("port", "who?")).isEqualTo("1.1.0");
        assertThat(call("ledger", "sum")).isEqualTo(4L);
    }

    @Test
    public void isTakenOverWhenSomebodyUpdatesItsBundle() throws Exception {
        load("port", "1.0.0", Outcome.LOADED);
        call("ledger", 4L);
        Clients callers = callers();
        try (callers) {
            try (InputStream jar = Files.newInputStream(fixture("port", "1.1.0"))) {
                current().update(jar);
            }
            awaitRevision("ledger", "1.1.0");
            callers.awaitProgress();
        }
        assertThat(callers.failures()).isEmpty();
        assertThat(call("ledger", "sum")).isEqualTo(4L);
        assertThat(call("port", "who?")).isEqualTo("1.1.0");
    }

    // ---- it is refused

    @Test
    public void startsAgainWhenItsSuccessorCannotStart() {
        assertComesBack("port-unresolvable", "com.example.missing");
        assertComesBack("port-ThrowingActivator", "the activator has a bad day");
        assertComesBack("port-FailingServer", "the port is taken");
        assertComesBack("port-WaitingServer", "not complete", "java.util.Comparator");
    }

    @Test
    public void startsAgainWhenStatesCannotGoOver() {
        assertComesBack("port-OtherServer", "no server type ledger");
        assertComesBack("port-without-change", "entries", "CodeChange");
        assertComesBack("port-ThrowingChange", "the entries were never counted");
        await("nothing of the revisions that were refused is held", () -> {
            System.gc();
            return modules.uncollected().isEmpty();
        });
    }

    /** With both slots taken: all of it comes back. */
    private void assertComesBack(String bad, String... why) {
        load("port", "1.0.0", Outcome.LOADED);
        load("port", "1.1.0", Outcome.UPGRADED);
        call("ledger", 4L);
        List<RevisionId> revisions = revisions("ledger");
        List<CompletionStage<Object>> calls = new ArrayList<>();
        whenStopped(current(), () -> calls.add(servers.named("ledger").sendRequest(1L)));
        Clients callers = callers();
        Clients visitors = visitors();
        try (callers; visitors) {
            SwapReport report = load(bad, "2.0.0", Outcome.REFUSED);

            assertThat(report.reason()).contains(why).doesNotContain("unexpected");
            callers.awaitProgress();
            visitors.awaitProgress();
        }
        assertThat(callers.failures()).as(bad).isEmpty();
        assertThat(visitors.failures()).as(bad).isEmpty();
        assertThat(calls).extracting(this::await).allMatch(Long.valueOf(5)::equals);
        assertThat(call("ledger", "sum")).isEqualTo(4L + calls.size());
        assertThat(call("port", "who?")).isEqualTo("1.1.0");
        assertThat(revisions("ledger")).isEqualTo(revisions);
        assertThat(moduleBundles()).hasSize(2).filteredOn(bundle -> bundle.getState() == Bundle.ACTIVE).hasSize(1);
        assertThat(storedJars()).hasSize(2);
        rollBack("ledger");
        assertThat(call("port", "who?")).isEqualTo("1.0.0");
        load("port", "1.2.0", Outcome.UPGRADED);
        assertThat(call("ledger", "sum")).isEqualTo(4L + calls.size());
        await(modules.unload("ledger"));
    }

    @Test
    public void refusesWhatNeedsBothRevisionsAtOnce() {
        load("port", "1.0.0", Outcome.LOADED);
        Bundle bundle = current();

        assertNeedsBoth(load("port", "1.1.0", SwapOptions.DEFAULTS.upgrade(UpgradePolicy.LOAD)), "upgrade=auto");
        assertNeedsBoth(load("port", "1.1.0", SwapOptions.DEFAULTS.strategy(SwapStrategy.ROLLING)), "rolling");
        assertNeedsBoth(load("port", "1.1.0", SwapOptions.DEFAULTS.strategy(SwapStrategy.DRAIN)), "drain");
        assertNeedsBoth(load("ledger", "1.1.0", SwapOptions.DEFAULTS.strategy(SwapStrategy.DRAIN)), "drain");
        assertNeedsBoth(await(modules.redefine(fixture("port", "1.1.0"), SwapOptions.DEFAULTS)), "redefined");
        assertThat(await(modules.loadTogether(List.of(fixture("counter", "1.0.0"), fixture("port", "1.1.0")),
                SwapOptions.DEFAULTS))).allSatisfy(report -> assertNeedsBoth(report, "by itself"));
        assertThat(await(modules.rehearse(fixture("port", "1.1.0"), SwapOptions.DEFAULTS)).reason()).contains(
                "not rehearsable", "exclusive = true");
        assertThat(find("counter")).isEmpty();

        load("port", "1.1.0", Outcome.UPGRADED);
        assertNeedsBoth(await(modules.rollback("ledger", SwapOptions.DEFAULTS.strategy(SwapStrategy.ROLLING))),
                "rolling");
        assertThat(call("port", "who?")).isEqualTo("1.1.0");
        assertThat(bundle.getState()).isEqualTo(Bundle.RESOLVED);
    }

    private SwapReport load(String name, String version, SwapOptions options) {
        return await(modules.load(fixture(name, version), options));
    }

    private void assertNeedsBoth(SwapReport report, String what) {
        assertThat(report.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(report.reason()).contains("cannot be active at once", "exclusive = true", what);
        assertThat(report.reached(SwapStep.GATE)).as("holds calls back before it is sure").isFalse();
        assertThat(storedJars()).hasSameSizeAs(revisions("ledger"));
    }

    // ---- it cannot come back

    @Test
    public void keepsItsServersWaitingUntilSomebodyStartsIt() throws IOException {
        load("port", "1.0.0", Outcome.LOADED);
        call("ledger", 4L);
        Bundle bundle = current();
        Clients callers = callers();
        try (callers) {
            ServerSocket thief = failedLoad();
            thief.close();
            start(bundle);
            callers.awaitProgress();
        }
        assertThat(callers.failures()).isEmpty();
        assertThat(call("ledger", "sum")).isEqualTo(4L);
        assertThat(call("port", "who?")).isEqualTo("1.0.0");
        load("port", "1.1.0", Outcome.UPGRADED);
    }

    @Test
    public void endsItsServersWhenItCannotStartAgainInTime() throws IOException {
        load("port", "1.0.0", Outcome.LOADED);
        call("ledger", 4L);
        long before = grace(0);
        try {
            ServerSocket thief = failedLoad();
            await("the servers have ended", () -> servers.servers().isEmpty());
            await("it is told", () -> modules.refusals().stream().map(Refusal::source).anyMatch("ledger"::equals));
            thief.close();
        } finally {
            grace(before);
        }
        assertThat(currentVersion("ledger")).isEqualTo("1.0.0");

        load("port", "1.0.0", Outcome.LOADED);

        assertThat(call("port", "who?")).isEqualTo("1.0.0");
        assertThat(call("ledger", "sum")).isEqualTo(0L);
    }

    /** Sets for how long servers are held when what they run is gone; how long that was. */
    private long grace(long milliseconds) throws IOException {
        Configuration manager = configurations.getConfiguration("twofold.manager", "?");
        Dictionary<String, Object> settings = manager.getProperties();
        long before = (Long) settings.put("grace.limit.ms", milliseconds);
        manager.update(settings);
        return before;
    }

    /** A load that fails, because somebody takes the port as soon as it is free; the revision before does not get it either. */
    private ServerSocket failedLoad() {
        List<ServerSocket> thief = new ArrayList<>();
        whenStopped(current(), () -> thief.add(FreePort.take()));

        SwapReport report = load("port", "1.1.0", Outcome.REFUSED);

        assertThat(report.reason()).contains("Address already in use");
        assertThat(report.warnings()).anyMatch(warning -> warning.contains("ledger 1.0.0 could not be started again"));
        return thief.get(0);
    }

    /** Does something, once, in the moment when a bundle has stopped and nothing else has happened. */
    private void whenStopped(Bundle bundle, Runnable action) {
        context.addBundleListener(new SynchronousBundleListener() {
            @Override
            public void bundleChanged(BundleEvent event) {
                if (event.getType() == BundleEvent.STOPPED && event.getBundle().equals(bundle)) {
                    context.removeBundleListener(this);
                    action.run();
                }
            }
        });
    }
}
