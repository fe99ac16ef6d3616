/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.module.Outcome;
import dev.twofold.module.Rehearsal;
import dev.twofold.module.RevisionId;
import dev.twofold.module.StateDifference.Cover;
import dev.twofold.module.SwapOptions;
import dev.twofold.module.SwapReport;
import dev.twofold.module.UpgradePolicy;
import dev.twofold.server.ServerSpec;
import dev.twofold.server.ServerStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.Test;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Bundle;

/** What a load would do, found out on a system that serves and stays as it is. */
public class RehearsalIT extends TwofoldIT {

    private static final String ACTIVE = "itest.consumer.active";
    private static final String OVERLAPPED = "itest.consumer.overlapped";
    private static final int CLIENTS = 4;
    private static final int ROUNDS = 10;

    @Override
    protected Option[] extras() {
        return new Option[] { Platform.impatient() };
    }

    private Rehearsal rehearse(String name, String version) {
        return rehearse(name, version, SwapOptions.DEFAULTS);
    }

    private Rehearsal rehearse(String name, String version, SwapOptions options) {
        return await(modules.rehearse(fixture(name, version), options));
    }

    /** All that a rehearsal might leave behind. */
    private record Picture(List<String> bundles, List<Path> files, List<RevisionId> revisions, int operations,
            List<String> servers, int refusals) {
    }

    private Picture picture(String module) {
        return new Picture(moduleBundles().stream().map(Bundle::getLocation).sorted().toList(), storedFiles().stream()
                .sorted().toList(), revisions(module), modules.history(module).size(), servers.servers().stream().map(
                        server -> server.name() + " " + server.version()).sorted().toList(), modules.refusals().size());
    }

    private void awaitCollected() {
        await("nothing of it is held", () -> {
            System.gc();
            return modules.uncollected().isEmpty();
        });
    }

    @Test
    public void tellsWhatALoadWouldDoAndLeavesNothingBehind() {
        load("ledger", "1.0.0", Outcome.LOADED);
        servers.start(ServerSpec.of("ledger", "ledger").named("mine"));
        call("ledger", 5L);
        Picture before = picture("ledger");

        Rehearsal rehearsal = rehearse("ledger", "2.0.0");

        assertThat(rehearsal.feasible()).as("%s%n%s", rehearsal, facts()).isTrue();
        assertThat(rehearsal.from()).contains(module("ledger").current().orElseThrow().id());
        assertThat(rehearsal.to()).hasValueSatisfying(to -> assertThat(to).hasToString("ledger 2.0.0"));
        assertThat(rehearsal.types()).singleElement().satisfies(type -> {
            assertThat(type.type()).isEqualTo("ledger");
            assertThat(type.converts()).isEqualTo(2);
            assertThat(type.fails() + type.untried() + type.stays()).isZero();
            assertThat(type.longestHold()).isPositive();
        });
        assertThat(rehearsal.failures()).isEmpty();
        assertThat(rehearsal.losses()).isEmpty();
        assertThat(rehearsal.starts()).isEmpty();
        assertThat(rehearsal.purged()).isEmpty();
        assertThat(rehearsal.differences()).isNotEmpty().allSatisfy(difference -> {
            assertThat(difference.type()).isEqualTo("ledger");
            assertThat(difference.cover()).isEqualTo(Cover.CODE_CHANGE);
            assertThat(difference.by()).isEqualTo("dev.twofold.itest.modules.change.AddEntries of ledger 2.0.0");
        }).anySatisfy(difference -> assertThat(difference.text()).contains("entries"));
        assertThat(picture("ledger")).isEqualTo(before);
        assertThat(state("ledger")).isEqualTo("Ledger[sum=5]");
        awaitCollected();

        SwapReport report = load("ledger", "2.0.0", Outcome.UPGRADED);
        assertThat(report.differences()).isEqualTo(rehearsal.differences());
        assertThat(state("ledger")).isEqualTo("Entries[sum=5, entries=0]");
    }

    @Test
    public void failsNoCallHoweverOftenItIsDone() {
        load("ledger", "1.0.0", Outcome.LOADED);
        Clients clients = Clients.calling(servers.named("ledger"), 1L, CLIENTS, this::facts);
        try (clients) {
            for (int round = 0; round < ROUNDS; round++) {
                Rehearsal good = rehearse("ledger", "2.0.0");
                assertThat(good.feasible()).as("%s%n%s", good, facts()).isTrue();
                assertThat(rehearse("ThrowingChange", "2.0.0").feasible()).isFalse();
                clients.awaitProgress();
            }
        }
        assertThat(clients.failures()).isEmpty();
        assertThat(call("ledger", "sum")).isEqualTo(clients.answered());
        awaitCollected();
    }

    @Test
    public void namesTheServersThatCannotGoOver() {
        load("ledger", "1.0.0", Outcome.LOADED);
        servers.start(ServerSpec.of("ledger", "ledger").named("mine"));
        Picture before = picture("ledger");

        Rehearsal rehearsal = rehearse("WrongShapeChange", "2.0.0");

        assertThat(rehearsal.feasible()).isFalse();
        assertThat(rehearsal.reason()).startsWith("2 servers cannot go over, the first is ");
        assertThat(rehearsal.types()).singleElement().satisfies(type -> assertThat(type.fails()).isEqualTo(2));
        assertThat(rehearsal.failures()).extracting(Rehearsal.Failure::server).containsExactlyInAnyOrder("ledger",
                "mine");
        assertThat(rehearsal.failures()).allSatisfy(failure -> assertThat(failure.reason()).contains("Entries"));
        assertThat(picture("ledger")).isEqualTo(before);
        assertThat(load("WrongShapeChange", "2.0.0", Outcome.REFUSED).reason()).contains("Entries");
    }

    @Test
    public void saysThatACodeChangeIsMissingAndWhere() {
        load("ledger", "1.0.0", Outcome.LOADED);
        Picture before = picture("ledger");

        Rehearsal rehearsal = rehearse("ledger-without-change", "2.0.0");

        assertThat(rehearsal.feasible()).isFalse();
        assertThat(rehearsal.reason()).contains("'ledger'", "entries", "CodeChange");
        assertThat(rehearsal.differences()).anySatisfy(difference -> {
            assertThat(difference.cover()).isEqualTo(Cover.NOBODY);
            assertThat(difference.text()).contains("entries");
        });
        assertThat(picture("ledger")).isEqualTo(before);
        awaitCollected();
    }

    @Test
    public void givesUpAChangeThatHangs() {
        load("ledger", "1.0.0", Outcome.LOADED);

        Rehearsal rehearsal = rehearse("HangingChange", "2.0.0");

        assertThat(rehearsal.reason()).contains("ledger", "did not return within", "HangingChange");
        assertThat(call("ledger", 3L)).isEqualTo(3L);
        assertThat(server("ledger").version()).isEqualTo("1.0.0");
    }

    @Test
    public void tellsWhereAServerHangs() {
        load("ledger", "1.0.0", Outcome.LOADED);
        CountDownLatch latch = new CountDownLatch(1);
        try {
            servers.named("ledger").sendRequest(latch);
            await("the handler runs", () -> server("ledger").status() == ServerStatus.RUNNING);

            Rehearsal rehearsal = rehearse("ledger", "1.1.0");

            assertThat(rehearsal.failures()).singleElement().satisfies(failure -> assertThat(failure.reason()).contains(
                    "did not come to rest", "LedgerServer"));
        } finally {
            latch.countDown();
        }
        assertThat(call("ledger", 1L)).isEqualTo(1L);
    }

    @Test
    public void killsNobodyWhoRunsTheOldestRevision() {
        load("ledger", "1.0.0", Outcome.LOADED);
        call("ledger", 7L);
        await(modules.load(fixture("ledger", "1.1.0"), SwapOptions.DEFAULTS.upgrade(UpgradePolicy.LOAD)));
        Picture before = picture("ledger");

        Rehearsal rehearsal = rehearse("ledger", "1.2.0");

        assertThat(rehearsal.feasible()).isFalse();
        assertThat(rehearsal.reason()).startsWith("not rehearsed: a load would kill").contains("1.0.0", "servers: 1");
        assertThat(picture("ledger")).isEqualTo(before);
        assertThat(call("ledger", "sum")).isEqualTo(7L);
    }

    @Test
    public void takesTheOldestRevisionOutForAMomentAndPutsItBack() {
        load("ledger", "1.0.0", Outcome.LOADED);
        load("ledger", "1.1.0", Outcome.UPGRADED);
        call("ledger", 4L);
        Picture before = picture("ledger");

        Rehearsal rehearsal = rehearse("ledger", "1.2.0");

        assertThat(rehearsal.feasible()).as("%s%n%s", rehearsal, facts()).isTrue();
        assertThat(rehearsal.purged()).contains(before.revisions().get(1));
        assertThat(picture("ledger")).isEqualTo(before);
        awaitCollected();
        rollBack("ledger");
        assertThat(state("ledger")).isEqualTo("Ledger[sum=4]");
        assertThat(server("ledger").version()).isEqualTo("1.0.0");
    }

    @Test
    public void canTryTheWayBack() {
        load("ledger", "1.0.0", Outcome.LOADED);
        load("ledger", "2.0.0", Outcome.UPGRADED);
        call("ledger", 5L);
        Picture before = picture("ledger");

        Rehearsal rehearsal = rehearse("ledger", "1.0.0");

        assertThat(rehearsal.feasible()).as("%s%n%s", rehearsal, facts()).isTrue();
        assertThat(rehearsal.losses()).singleElement().satisfies(loss -> {
            assertThat(loss.server()).isEqualTo("ledger");
            assertThat(loss.reason()).isEqualTo("Entries.entries: '1' before, '0' afterwards");
        });
        assertThat(picture("ledger")).isEqualTo(before);
        assertThat(module("ledger").old().orElseThrow().bundleState()).isEqualTo("RESOLVED");
        rollBack("ledger");
    }

    @Test
    public void tellsWhichServersWouldBeStartedAndStartsNone() {
        Rehearsal first = rehearse("ledger", "1.0.0");
        assertThat(first.starts()).containsExactly("ledger");
        assertThat(find("ledger")).isEmpty();

        load("ledger", "1.0.0", Outcome.LOADED);
        Rehearsal more = rehearse("ledger-with-other", "1.2.0");

        assertThat(more.starts()).containsExactly("other");
        assertThat(servers.whereis("other")).isEmpty();
    }

    @Test
    public void tellsWhichServersWouldStay() {
        load("ledger", "1.0.0", Outcome.LOADED);

        Rehearsal rehearsal = rehearse("ledger-without-change", "2.0.0", SwapOptions.DEFAULTS.upgrade(
                UpgradePolicy.LOAD));

        assertThat(rehearsal.feasible()).as("%s%n%s", rehearsal, facts()).isTrue();
        assertThat(rehearsal.types()).singleElement().satisfies(type -> assertThat(type.stays()).isEqualTo(1));
    }

    @Test
    public void runsNoOtherComponentOfTheRevisionThatIsTried() {
        System.clearProperty(OVERLAPPED);
        load("consumer", "1.0.0", Outcome.LOADED);

        Rehearsal rehearsal = rehearse("consumer", "1.1.0");

        assertThat(rehearsal.feasible()).as("%s%n%s", rehearsal, facts()).isTrue();
        assertThat(System.getProperty(ACTIVE)).isEqualTo("1.0.0");
        assertThat(System.getProperty(OVERLAPPED)).isNull();
    }

    @Test
    public void doesNotTryWhatWouldRunBesideTheCurrentRevisionUnlessForced() {
        load("greedy", "1.0.0", Outcome.LOADED);

        Rehearsal refused = rehearse("greedy", "1.1.0");
        Rehearsal forced = rehearse("greedy", "1.1.0", SwapOptions.DEFAULTS.force());

        assertThat(refused.feasible()).isFalse();
        assertThat(refused.reason()).contains("GreedyConsumer", "IdleActivator", "twofold.current");
        assertThat(forced.feasible()).as("%s%n%s", forced, facts()).isTrue();
    }

    @Test
    public void refusesWhatIsNoModuleAndRemembersNoRefusal() {
        load("ledger", "1.0.0", Outcome.LOADED);
        Picture before = picture("ledger");
        Stream.of("empty", "half", "damaged", "text", "plain", "ledger-unresolvable", "FailingServer").forEach(bad -> {
            Rehearsal rehearsal = rehearse(bad, "1.2.0");
            assertThat(rehearsal.feasible()).as(bad).isFalse();
            assertThat(rehearsal.reason()).as(bad).isNotBlank().doesNotContain("unexpected");
        });
        assertThat(picture("ledger")).isEqualTo(before);
        assertThat(rehearse("ledger", "1.0.0").warnings()).anySatisfy(warning -> assertThat(warning).contains(
                "current revision already"));
        awaitCollected();
    }
}
