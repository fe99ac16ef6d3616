/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.twofold.module.SwapStep;
import dev.twofold.module.SwapProgress;
import dev.twofold.module.Outcome;
import dev.twofold.module.PurgePolicy;
import dev.twofold.module.Rehearsal;
import dev.twofold.module.RevisionInfo.Slot;
import dev.twofold.module.RunningServer;
import dev.twofold.module.ServerChange;
import dev.twofold.module.ServerChange.Result;
import dev.twofold.module.SwapOptions;
import dev.twofold.module.SwapReport;
import dev.twofold.module.SwapStrategy;
import dev.twofold.module.UpgradePolicy;
import dev.twofold.server.CallFailedException;
import dev.twofold.server.ExitReason;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import dev.twofold.server.StartFailedException;
import dev.twofold.supervisor.Supervisors;
import java.util.concurrent.CompletionStage;
import java.util.Optional;
import java.io.IOException;
import java.time.Duration;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Every operation on modules with its options, and the policies that stand in for them: the code server's rules. */
public class OperationsIT extends TwofoldIT {

    private static final SwapOptions STAY = SwapOptions.DEFAULTS.upgrade(UpgradePolicy.LOAD);
    private static final SwapOptions SOFT = SwapOptions.DEFAULTS.purge(PurgePolicy.SOFT);

    @Inject
    private ConfigurationAdmin configurations;

    @Inject
    private Supervisors supervisors;

    // ---- load without moving servers

    @Test
    public void tellsHowAnOperationGetsOn() {
        load("crew", "1.0.0", Outcome.LOADED);
        load("ledger", "1.0.0", Outcome.LOADED);
        assertThat(modules.progress()).isEmpty();

        CompletionStage<SwapReport> hanging = modules.load(fixture("HangingChange", "2.0.0"),
                SwapOptions.DEFAULTS.changeLimit(Duration.ofMillis(Platform.IMPATIENCE_MS)));

        await("its state is to be made", () -> modules.progress().equals(Optional.of(new SwapProgress("ledger",
                SwapStep.CHANGE, 0, 1))));
        assertThat(await(hanging).outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(modules.progress()).isEmpty();
    }

    @Test
    public void serversStayOnTheOldRevisionAndNewOnesRunTheCurrent() {
        load("crew", "1.0.0", Outcome.LOADED);
        call("ann", "hello");

        SwapReport report = load("crew", "1.1.0", STAY, Outcome.LOADED);

        assertThat(report.servers()).isZero();
        assertThat(call("ann", "hello")).isEqualTo("1.0.0 2");
        ServerRef added = servers.start(ServerSpec.of("crew", "hand"));
        assertThat(added.call("hello")).isEqualTo("1.1.0 1");
        assertThat(modules.running("crew")).filteredOn(server -> server.slot() == Slot.OLD)
                .extracting(RunningServer::server).containsExactly("ann", "ben", "cat");
        assertThat(modules.running("crew")).filteredOn(server -> server.slot() == Slot.CURRENT).singleElement()
                .satisfies(server -> assertThat(server.revision().version()).hasToString("1.1.0"));
        assertThat(bundleState("crew", Slot.OLD)).isEqualTo("ACTIVE");
    }

    @Test
    public void whatTheCurrentRevisionAddsStartsAlsoIfServersStay() {
        load("ledger", "1.0.0", Outcome.LOADED);
        Rehearsal rehearsal = await(modules.rehearse(fixture("ledger-with-other", "1.2.0"), STAY));

        load("ledger-with-other", "1.2.0", STAY, Outcome.LOADED);

        assertThat(rehearsal.starts()).containsExactly("other");
        assertThat(server("other").version()).isEqualTo("1.2.0");
        assertThat(server("ledger").version()).isEqualTo("1.0.0");
        ServerRef other = servers.whereis("other").orElseThrow();
        await(modules.purge("ledger"));
        assertThat(servers.whereis("other")).hasValue(other);
    }

    @Test
    public void upgradeMovesThoseThatStayed() {
        load("crew", "1.0.0", Outcome.LOADED);
        call("ann", "hello");
        load("crew", "1.1.0", STAY, Outcome.LOADED);
        ServerRef added = servers.start(ServerSpec.of("crew", "hand"));
        added.call("hello");

        SwapReport report = await(modules.upgrade("crew", SwapOptions.DEFAULTS));

        assertThat(report.outcome()).as(report.reason()).isEqualTo(Outcome.UPGRADED);
        assertThat(report.servers()).isEqualTo(3);
        assertThat(call("ann", "hello")).isEqualTo("1.1.0 2");
        assertThat(added.call("hello")).isEqualTo("1.1.0 2");
        assertThat(bundleState("crew", Slot.OLD)).isEqualTo("RESOLVED");
        assertThat(await(modules.upgrade("crew", SwapOptions.DEFAULTS)).outcome()).isEqualTo(Outcome.UNCHANGED);
    }

    @Test
    public void rollbackTakesAlongThoseThatHadGoneOver() {
        load("crew", "1.0.0", Outcome.LOADED);
        call("ann", "hello");
        load("crew", "1.1.0", STAY, Outcome.LOADED);
        ServerRef added = servers.start(ServerSpec.of("crew", "hand"));
        added.call("hello");

        SwapReport report = rollBack("crew");

        assertThat(report.servers()).isEqualTo(1);
        assertThat(added.call("hello")).isEqualTo("1.0.0 2");
        assertThat(call("ann", "hello")).isEqualTo("1.0.0 2");
        assertThat(bundleState("crew", Slot.OLD)).isEqualTo("RESOLVED");
    }

    @Test
    public void aRestartRunsTheRevisionThatIsCurrentThen() {
        load("crew", "1.0.0", Outcome.LOADED);
        load("crew", "1.1.0", STAY, Outcome.LOADED);

        sys.exit(servers.named("ann"), ExitReason.KILL);

        await("ann is started again", () -> servers.whereis("ann").isPresent());
        assertThat(call("ann", "hello")).isEqualTo("1.1.0 1");
        assertThat(call("ben", "hello")).isEqualTo("1.0.0 1");
    }

    // ---- the third load

    @Test
    public void aThirdLoadKillsWhoRunsTheOldestAndSupervisorsStartThemOnTheCurrent() throws Exception {
        load("ledger", "1.0.0", Outcome.LOADED);
        load("ledger", "1.1.0", STAY, Outcome.LOADED);
        CountDownLatch latch = new CountDownLatch(1);
        CompletableFuture<Object> busy = servers.named("ledger").sendRequest(latch).toCompletableFuture();
        await("the call is handled", () -> modules.running("ledger").size() == 1
                && !sys.report(servers.named("ledger"), Duration.ofMillis(1)).stack().isEmpty());

        SwapReport report = load("ledger", "1.2.0", SwapOptions.DEFAULTS, Outcome.UPGRADED);

        assertThat(busy).failsWithin(Await.PATIENCE).withThrowableThat().withCauseInstanceOf(CallFailedException.class)
                .satisfies(failed -> assertThat(((CallFailedException) failed.getCause()).reason())
                        .isEqualTo(ExitReason.KILLED));
        latch.countDown();
        assertThat(report.changes()).contains(new ServerChange("ledger", "ledger", Result.KILLED, ""));
        assertThat(report.purged()).hasValueSatisfying(purged -> assertThat(purged.version()).hasToString("1.0.0"));
        await("the supervisor has started it again", () -> servers.whereis("ledger").isPresent());
        assertThat(server("ledger").version()).isIn("1.1.0", "1.2.0");
        assertThat(call("ledger", 2L)).isEqualTo(2L);
    }

    @Test
    public void aModuleSurvivesThatAllItsServersAreKilledByAThirdLoad() {
        load("crew", "1.0.0", Outcome.LOADED);
        load("crew", "1.1.0", STAY, Outcome.LOADED);

        load("crew", "1.2.0", STAY, Outcome.LOADED);

        for (String name : List.of("ann", "ben", "cat")) {
            await(name + " is there", () -> servers.whereis(name).isPresent());
            assertThat(String.valueOf(call(name, "hello"))).isIn("1.1.0 1", "1.2.0 1");
        }
    }

    @Test
    public void aSoftThirdLoadIsRefusedWhileServersRunTheOldest() {
        load("crew", "1.0.0", Outcome.LOADED);
        call("ann", "hello");
        load("crew", "1.1.0", STAY, Outcome.LOADED);

        SwapReport report = load("crew", "1.2.0", SOFT, Outcome.REFUSED);

        assertThat(report.reason()).contains("3 servers", "1.0.0", "ann, ben, cat");
        assertThat(report.changes()).extracting(ServerChange::server).containsExactly("ann", "ben", "cat");
        assertThat(revisions("crew")).extracting(id -> id.version().toString()).containsExactly("1.1.0", "1.0.0");
        assertThat(storedJars()).hasSize(2);
        assertThat(call("ann", "hello")).isEqualTo("1.0.0 2");
        await(modules.upgrade("crew", SwapOptions.DEFAULTS));
        load("crew", "1.2.0", SOFT, Outcome.UPGRADED);
        assertThat(call("ann", "hello")).isEqualTo("1.2.0 3");
    }

    // ---- purge, soft purge, delete

    @Test
    public void softPurgeIsRefusedWhileServersRunTheOldRevision() {
        load("crew", "1.0.0", Outcome.LOADED);
        load("crew", "1.1.0", STAY, Outcome.LOADED);

        SwapReport refused = await(modules.softPurge("crew"));

        assertThat(refused.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(refused.changes()).extracting(ServerChange::result).containsOnly(Result.STAYED).hasSize(3);
        assertThat(oldVersion("crew")).isEqualTo("1.0.0");
        await(modules.upgrade("crew", SwapOptions.DEFAULTS));
        assertThat(await(modules.softPurge("crew")).outcome()).isEqualTo(Outcome.PURGED);
        assertThat(module("crew").old()).isEmpty();
        assertThat(await(modules.softPurge("crew")).outcome()).isEqualTo(Outcome.UNCHANGED);
    }

    @Test
    public void purgeKillsWhoRunsTheOldRevision() {
        load("crew", "1.0.0", Outcome.LOADED);
        load("crew", "1.1.0", STAY, Outcome.LOADED);
        ServerRef newer = servers.start(ServerSpec.of("crew", "hand"));
        newer.call("hello");

        SwapReport report = await(modules.purge("crew"));

        assertThat(report.outcome()).isEqualTo(Outcome.PURGED);
        assertThat(report.servers()).isEqualTo(3);
        assertThat(report.changes()).extracting(ServerChange::result).containsOnly(Result.KILLED);
        assertThat(newer.call("hello")).isEqualTo("1.1.0 2");
        await("ann is started again", () -> servers.whereis("ann").isPresent());
        assertThat(call("ann", "hello")).isEqualTo("1.1.0 1");
        assertThat(moduleBundles()).hasSize(1);
    }

    @Test
    public void noServerIsOfAPurgedRevisionNotEvenTheSupervisor() {
        load("crew", "1.0.0", Outcome.LOADED);
        load("crew", "1.1.0", STAY, Outcome.LOADED);
        assertThat(server("crew/supervisor").version()).isEqualTo("1.0.0");

        await(modules.purge("crew"));

        await("the supervisor goes over", () -> server("crew/supervisor").version().equals("1.1.0"));
        load("crew", "1.2.0", STAY, Outcome.LOADED);
        load("crew", "1.0.0", STAY, Outcome.LOADED);
        await("the supervisor goes over", () -> server("crew/supervisor").version().equals("1.2.0"));
        sys.exit(servers.named("ann"), ExitReason.KILL);
        await("ann is started again", () -> servers.whereis("ann").isPresent());
        assertThat(call("ann", "hello")).isEqualTo("1.0.0 1");
    }

    @Test
    public void deleteLeavesServersRunningAndNoNewOnesStart() {
        load("crew", "1.0.0", Outcome.LOADED);
        call("ann", "hello");

        SwapReport report = await(modules.delete("crew"));

        assertThat(report.outcome()).as(report.reason()).isEqualTo(Outcome.DELETED);
        assertThat(module("crew").current()).isEmpty();
        assertThat(oldVersion("crew")).isEqualTo("1.0.0");
        assertThat(call("ann", "hello")).isEqualTo("1.0.0 2");
        assertThatThrownBy(() -> servers.start(ServerSpec.of("crew", "hand"))).isInstanceOf(StartFailedException.class)
                .hasMessageContaining("no current revision");
        assertThat(await(modules.delete("crew")).reason()).contains("no current revision that could be deleted");
        assertThat(oldVersion("crew")).isEqualTo("1.0.0");
    }

    @Test
    public void afterADeleteALoadTakesTheServersOver() {
        load("crew", "1.0.0", Outcome.LOADED);
        call("ann", "hello");
        await(modules.delete("crew"));

        load("crew", "1.1.0", Outcome.UPGRADED);

        assertThat(currentVersion("crew")).isEqualTo("1.1.0");
        assertThat(oldVersion("crew")).isEqualTo("1.0.0");
        assertThat(call("ann", "hello")).isEqualTo("1.1.0 2");
    }

    @Test
    public void afterADeleteARollbackMakesItCurrentAgain() {
        load("crew", "1.0.0", Outcome.LOADED);
        call("ann", "hello");
        await(modules.delete("crew"));

        SwapReport report = rollBack("crew");

        assertThat(report.to()).hasValueSatisfying(id -> assertThat(id.version()).hasToString("1.0.0"));
        assertThat(module("crew").old()).isEmpty();
        assertThat(call("ann", "hello")).isEqualTo("1.0.0 2");
        assertThat(servers.start(ServerSpec.of("crew", "hand")).call("hello")).isEqualTo("1.0.0 1");
    }

    @Test
    public void afterADeleteASoftPurgeAdvisesWhatIsPossibleThen() {
        load("crew", "1.0.0", Outcome.LOADED);
        await(modules.delete("crew"));

        SwapReport refused = await(modules.softPurge("crew"));

        assertThat(refused.reason()).contains("3 servers", "module:rollback crew").doesNotContain("module:upgrade");
        rollBack("crew");
        assertThat(currentVersion("crew")).isEqualTo("1.0.0");
    }

    @Test
    public void afterADeleteAPurgeEndsTheModule() {
        load("crew", "1.0.0", Outcome.LOADED);
        await(modules.delete("crew"));

        assertThat(await(modules.purge("crew")).outcome()).isEqualTo(Outcome.PURGED);

        assertThat(find("crew")).isEmpty();
        assertThat(servers.servers()).isEmpty();
        assertThat(storedFiles()).isEmpty();
        assertThat(moduleBundles()).isEmpty();
    }

    // ---- strategies

    @Test
    public void aDrainPurgesTheOldRevisionWhenItsLastServerHasEnded() {
        load("crew", "1.0.0", Outcome.LOADED);
        call("ann", "hello");

        load("crew", "1.1.0", SwapOptions.DEFAULTS.strategy(SwapStrategy.DRAIN), Outcome.LOADED);

        assertThat(call("ann", "hello")).isEqualTo("1.0.0 2");
        assertThat(load("crew", "1.2.0").reason()).contains("3 servers");
        for (String name : List.of("ann", "ben", "cat")) {
            assertThat(oldVersion("crew")).isEqualTo("1.0.0");
            supervisors.terminateChild(servers.named("crew/supervisor"), name);
            supervisors.restartChild(servers.named("crew/supervisor"), name);
            assertThat(call(name, "hello")).isEqualTo("1.1.0 1");
        }
        await("the old revision is purged", () -> module("crew").lastReport().orElseThrow()
                .outcome() == Outcome.PURGED);
        assertThat(module("crew").old()).isEmpty();
        assertThat(moduleBundles()).hasSize(1);
        assertThat(storedJars()).hasSize(1);
        load("crew", "1.2.0", Outcome.UPGRADED);
    }

    @Test
    public void aRollingUpgradeMovesServersOneByOne() {
        load("crew", "1.0.0", Outcome.LOADED);
        call("ann", "hello");

        SwapReport report = load("crew", "1.1.0", SwapOptions.DEFAULTS.strategy(SwapStrategy.ROLLING),
                Outcome.UPGRADED);

        assertThat(report.servers()).isEqualTo(3);
        assertThat(report.changes()).extracting(ServerChange::server).contains("ann", "ben", "cat");
        assertThat(call("ann", "hello")).isEqualTo("1.1.0 2");
        assertThat(bundleState("crew", Slot.OLD)).isEqualTo("RESOLVED");
    }

    @Test
    public void whatARollingUpgradeCannotMoveStaysAndIsNotKilledByTheNextLoad() throws Exception {
        load("ledger", "1.0.0", Outcome.LOADED);
        ServerRef other = servers.start(ServerSpec.of("ledger", "ledger").named("other"));
        call("ledger", 3L);
        CountDownLatch latch = new CountDownLatch(1);
        other.sendRequest(latch);
        await("the call is handled", () -> !sys.report(other, Duration.ofMillis(1)).stack().isEmpty());

        SwapReport report = load("ledger", "1.1.0", SwapOptions.DEFAULTS.strategy(SwapStrategy.ROLLING).gateLimit(
                Duration
                        .ofMillis(50)), Outcome.UPGRADED);

        assertThat(report.changes()).contains(new ServerChange("other", "ledger", Result.STAYED, "1.0.0 to 1.0.0"));
        assertThat(report.warnings()).anyMatch(warning -> warning.contains("other"));
        assertThat(call("ledger", "sum")).isEqualTo(3L);
        assertThat(server("ledger").version()).isEqualTo("1.1.0");
        assertThat(load("ledger", "1.2.0").reason()).contains("1 server still runs", "other");
        latch.countDown();
        assertThat(await(modules.upgrade("ledger", SwapOptions.DEFAULTS)).outcome()).isEqualTo(Outcome.UPGRADED);
        assertThat(server("other").version()).isEqualTo("1.1.0");
        sys.stop(other, ExitReason.NORMAL, Await.PATIENCE);
    }

    @Test
    public void precopyMovesAllServersToo() {
        load("crew", "1.0.0", Outcome.LOADED);
        call("ben", "hello");

        SwapReport report = load("crew", "1.1.0", SwapOptions.DEFAULTS.precopy(true), Outcome.UPGRADED);

        assertThat(report.servers()).isEqualTo(3);
        assertThat(call("ben", "hello")).isEqualTo("1.1.0 2");
    }

    // ---- without a code change

    @Test
    public void aRedefinitionTakesTheServersAlongWithWhatFits() {
        load("crew", "1.0.0", Outcome.LOADED);
        call("ann", "hello");

        SwapReport report = await(modules.redefine(fixture("crew", "1.1.0"), SwapOptions.DEFAULTS));

        assertThat(report.outcome()).as(report.reason()).isEqualTo(Outcome.REDEFINED);
        assertThat(report.warnings()).first().asString().contains("redefining module crew", "1.0.0");
        assertThat(report.servers()).isEqualTo(3);
        assertThat(report.changes()).extracting(ServerChange::server, ServerChange::result, ServerChange::detail)
                .contains(tuple("ann", Result.CHANGED, "1.0.0 to 1.1.0")).hasSize(3);
        assertThat(call("ann", "hello")).isEqualTo("1.1.0 2");
        await("the old one is stopped", () -> bundleState("crew", Slot.OLD).equals("RESOLVED"));
        rollBack("crew");
        assertThat(call("ann", "hello")).isEqualTo("1.0.0 3");
    }

    @Test
    public void aRedefinitionDoesNotWaitForABusyServer() throws Exception {
        load("ledger", "1.0.0", Outcome.LOADED);
        CountDownLatch latch = new CountDownLatch(1);
        CompletableFuture<Object> busy = servers.named("ledger").sendRequest(latch).toCompletableFuture();
        await("the call is handled", () -> !sys.report(servers.named("ledger"), Duration.ofMillis(1)).stack()
                .isEmpty());

        SwapReport report = await(modules.redefine(fixture("ledger", "1.1.0"), SwapOptions.DEFAULTS));

        assertThat(report.servers()).isZero();
        assertThat(report.changes()).containsExactly(new ServerChange("ledger", "ledger", Result.STAYED,
                "1.0.0; it is busy or held, and goes over afterwards"));
        latch.countDown();
        busy.get(10, TimeUnit.SECONDS);
        assertThat(call("ledger", "sum")).isEqualTo(0L);
        assertThat(server("ledger").version()).isEqualTo("1.1.0");
    }

    @Test
    public void aServerWhoseStateDoesNotFitARedefinitionIsStartedAgain() {
        load("ledger", "1.0.0", Outcome.LOADED);
        call("ledger", 3L);

        SwapReport report = await(modules.redefine(fixture("ledger-without-change", "2.0.0"), SwapOptions.DEFAULTS));

        assertThat(report.outcome()).as(report.reason()).isEqualTo(Outcome.REDEFINED);
        assertThat(report.warnings()).anySatisfy(warning -> assertThat(warning).contains("type 'ledger' fits",
                "start again with a new state"));
        assertThat(report.servers()).isZero();
        assertThat(report.changes()).singleElement().satisfies(change -> {
            assertThat(change.server()).isEqualTo("ledger");
            assertThat(change.result()).isEqualTo(Result.ENDED);
            assertThat(change.detail()).startsWith("bad_state: ");
        });
        await("it has been started again", () -> servers.whereis("ledger").isPresent()
                && server("ledger").version().equals("2.0.0") && state("ledger").contains("0"));
        await("the old one is stopped", () -> bundleState("ledger", Slot.OLD).equals("RESOLVED"));
    }

    // ---- several modules at once

    @Test
    public void severalModulesBecomeCurrentTogether() {
        load("crew", "1.0.0", Outcome.LOADED);
        load("ledger", "1.0.0", Outcome.LOADED);
        call("ann", "hello");
        call("ledger", 3L);

        List<SwapReport> reports = together("crew-1.1.0", "ledger-1.1.0", "counter-1.0.0");

        assertThat(reports).extracting(SwapReport::outcome).containsExactly(Outcome.UPGRADED, Outcome.UPGRADED,
                Outcome.LOADED);
        assertThat(reports).extracting(SwapReport::module).containsExactly("crew", "ledger", "counter");
        assertThat(call("ann", "hello")).isEqualTo("1.1.0 2");
        assertThat(call("ledger", "sum")).isEqualTo(3L);
        assertThat(currentVersion("counter")).isEqualTo("1.0.0");
        assertThat(bundleState("crew", Slot.OLD)).isEqualTo("RESOLVED");
        assertThat(together("crew-1.0.0", "ledger-1.1.0")).extracting(SwapReport::outcome).containsExactly(
                Outcome.ROLLED_BACK, Outcome.UNCHANGED);
    }

    @Test
    public void noneOfSeveralModulesBecomesCurrentIfOneIsRefused() {
        load("crew", "1.0.0", Outcome.LOADED);
        load("ledger", "1.0.0", Outcome.LOADED);
        call("ann", "hello");
        call("ledger", 3L);

        for (String bad : List.of("FailingChange-1.2.0", "ThrowingActivator-1.2.0", "text-1.2.0", "crew-1.2.0")) {
            List<SwapReport> reports = together("crew-1.1.0", bad, "counter-1.0.0");

            assertThat(reports).extracting(SwapReport::outcome).containsOnly(Outcome.REFUSED).hasSize(3);
            assertThat(reports).allSatisfy(report -> assertThat(report.reason()).isNotBlank().doesNotContain(
                    "unexpected"));
            assertThat(reports).as("which of them it is").allSatisfy(report -> assertThat(report.reason()).contains(
                    bad.startsWith("crew")
                            ? "of module crew"
                            : bad.startsWith("text") ? "text-1.2.0.jar: " : "ledger 1.2.0"));
            assertThat(currentVersion("crew")).isEqualTo("1.0.0");
            assertThat(module("crew").old()).isEmpty();
            assertThat(currentVersion("ledger")).isEqualTo("1.0.0");
            assertThat(find("counter")).isEmpty();
            assertThat(storedJars()).hasSize(2);
            assertThat(moduleBundles()).hasSize(2);
        }
        assertThat(call("ann", "hello")).isEqualTo("1.0.0 2");
        assertThat(call("ledger", "sum")).isEqualTo(3L);
    }

    private List<SwapReport> together(String... jars) {
        return await(modules.loadTogether(Stream.of(jars).map(jar -> fixtures().resolve(jar + ".jar")).toList(),
                SwapOptions.DEFAULTS));
    }

    // ---- policies

    @Test
    public void aModulesConfigurationIsItsPolicyAndACallMayOverrideIt() throws IOException {
        Configuration configuration = configurations.getFactoryConfiguration("twofold.module", "crew", "?");
        try {
            Dictionary<String, Object> values = new Hashtable<>();
            values.put("upgrade", "load");
            values.put("purge", "soft");
            values.put("gate.limit.ms", "1234");
            configuration.update(values);
            load("crew", "1.0.0", Outcome.LOADED);
            await("the policy is there", () -> module("crew").policy().purge() == PurgePolicy.SOFT);
            assertThat(module("crew").policy().gateLimit()).hasMillis(1234);

            load("crew", "1.1.0", Outcome.LOADED);
            assertThat(call("ann", "hello")).isEqualTo("1.0.0 1");
            assertThat(load("crew", "1.2.0").reason()).contains("3 servers");

            SwapReport report = load("crew", "1.2.0", SwapOptions.DEFAULTS.upgrade(UpgradePolicy.AUTO)
                    .purge(PurgePolicy.KILL).requestedBy("somebody"), Outcome.UPGRADED);
            assertThat(report.requestedBy()).isEqualTo("somebody");
        } finally {
            configuration.delete();
        }
        await("the policy has gone", () -> module("crew").policy().purge() == PurgePolicy.KILL);
    }

    @Test
    public void aWordThatIsNoPolicyIsToldAndLeftOut() throws IOException {
        Configuration configuration = configurations.getFactoryConfiguration("twofold.module", "crew", "?");
        try {
            Dictionary<String, Object> values = new Hashtable<>();
            values.put("upgrade", "sometimes");
            values.put("purge", "soft");
            configuration.update(values);
            load("crew", "1.0.0", Outcome.LOADED);
            await("the policy is there", () -> module("crew").policy().purge() == PurgePolicy.SOFT);

            assertThat(module("crew").policy().upgrade()).isEqualTo(UpgradePolicy.AUTO);
            await("the log says so", () -> log().stream().anyMatch(line -> line.contains("sometimes")
                    && line.contains("twofold.module~crew") && line.contains("auto, load")));
        } finally {
            configuration.delete();
        }
        await("the policy has gone", () -> module("crew").policy().purge() == PurgePolicy.KILL);
    }

    private SwapReport load(String name, String version, SwapOptions options, Outcome expected) {
        SwapReport report = await(modules.load(fixture(name, version), options));
        assertThat(report.outcome()).as("%s%n%s", report, facts()).isEqualTo(expected);
        return report;
    }

    private String bundleState(String module, Slot slot) {
        long id = (slot == Slot.OLD ? module(module).old() : module(module).current()).orElseThrow().bundleId();
        Bundle bundle = context.getBundle(id);
        return bundle.getState() == Bundle.ACTIVE
                ? "ACTIVE"
                : bundle.getState() == Bundle.RESOLVED ? "RESOLVED" : String.valueOf(bundle.getState());
    }
}
