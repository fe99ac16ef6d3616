/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.module.Outcome;
import dev.twofold.module.Refusal;
import dev.twofold.module.RevisionId;
import dev.twofold.module.RevisionInfo;
import dev.twofold.module.StateDifference;
import dev.twofold.module.StateDifference.Cover;
import dev.twofold.module.SwapOptions;
import dev.twofold.module.SwapReport;
import dev.twofold.module.SwapStep;
import dev.twofold.module.SwapStrategy;
import dev.twofold.module.UpgradePolicy;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import dev.twofold.supervisor.Supervisors;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.inject.Inject;
import org.junit.Before;
import org.junit.Test;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Bundle;

/** An upgrade that cannot be done changes nothing, and its report says why. */
public class RefusalIT extends TwofoldIT {

    private static final long SUM = 5;
    private static final String DAWDLES = "twofold.test.change.dawdles";

    @Inject
    private Supervisors supervisors;

    private List<RevisionId> revisions;

    @Override
    protected Option[] extras() {
        return new Option[] { Platform.impatient() };
    }

    /** Both slots are taken, so that the old one has to make room and be put back. */
    @Before
    public void loadTwoRevisions() {
        load("ledger", "1.0.0", Outcome.LOADED);
        load("ledger", "1.1.0", Outcome.UPGRADED);
        call("ledger", SUM);
        revisions = revisions("ledger");
    }

    @Test
    public void refusesCodeChangeThatThrows() {
        assertRefused("ThrowingChange", "ledger",
                "the entries were never counted (java.io.IOException, thrown by the CodeChange");
    }

    @Test
    public void answersWhoHasAskedAndKeepsWhatIsSaidToStand() {
        load("ThrowingChange", "2.0.0", Outcome.REFUSED);
        await(modules.load(Path.of("README.md").toAbsolutePath()));
        assertThat(modules.refusals()).isEmpty();
        assertThat(modules.history("ledger").get(0).outcome()).isEqualTo(Outcome.REFUSED);
        modules.refuse("ledger-0.9.0.jar", "it lies there");

        assertNextGoodOneWorks();

        assertThat(modules.refusals()).extracting(Refusal::source).containsExactly("ledger-0.9.0.jar");
        modules.forget("ledger-0.9.0.jar");
        assertThat(modules.refusals()).isEmpty();
    }

    @Test
    public void refusesCodeChangeThatOverflowsTheStack() {
        assertRefused("FatalChange", "ledger", "StackOverflowError");
    }

    @Test
    public void refusesCodeChangeThatReturnsNull() {
        assertRefused("NullChange", "ledger", "null");
    }

    @Test
    public void refusesCodeChangeThatReturnsAnotherShape() {
        assertRefused("WrongShapeChange", "ledger", "entries", "String");
    }

    @Test
    public void refusesCodeChangeThatHangs() {
        assertRefused("HangingChange", "ledger", Platform.IMPATIENCE_MS + " ms", "HangingChange.codeChange");
    }

    @Test
    public void refusesCodeChangeWhoseActivationHangs() {
        System.setProperty(DAWDLES, "activation");
        try {
            assertThat(load("DawdlingChange", "2.0.0", Outcome.REFUSED).reason()).contains(
                    "DawdlingChange of ledger 2.0.0", Platform.IMPATIENCE_MS + " ms", "DawdlingChange.await");
        } finally {
            System.clearProperty(DAWDLES);
        }
        await("it is gone when it lets the framework stop it", () -> moduleBundles().size() == 2);
        assertNothingChanged();
        assertNextGoodOneWorks();
    }

    @Test
    public void refusesNothingForACodeChangeWhoseDeactivationHangs() {
        System.setProperty(DAWDLES, "deactivation");
        try {
            load("DawdlingChange", "2.0.0", Outcome.UPGRADED);
        } finally {
            System.clearProperty(DAWDLES);
        }
        assertThat(state("ledger")).isEqualTo("Entries[sum=5, entries=0]");
    }

    @Test
    public void refusesCodeChangeWithoutVersions() {
        assertRefused("UnreadableChange",
                "the CodeChange dev.twofold.itest.modules.change.UnreadableChange of ledger 2.0.0",
                "'from'", "@CodeChangeOf");
    }

    @Test
    public void refusesCodeChangeOfATypeThatIsNotThereByName() {
        assertRefused("StrayChange", "no state of its server type 'ledger' fits",
                "(there is dev.twofold.itest.modules.change.StrayChange of ledger 2.0.0 for server type 'legder', which"
                        + " ledger 2.0.0 does not have)");
    }

    @Test
    public void refusesServerThatMentionsWhatIsNotImported() {
        int before = log().size();

        assertRefusedJar("NeedyServer", "1.2.0", "its server type 'ledger' could not be activated: "
                + "dev.twofold.itest.modules.broken.NeedyServer: java.lang.NoClassDefFoundError:"
                + " dev/twofold/itest/modules/echo/words/Ping (import its package in the bundle); the log has the stack");

        assertThat(log().stream().skip(before)).anySatisfy(line -> assertThat(line).contains("NoClassDefFoundError",
                "echo/words/Ping"));
    }

    @Test
    public void refusesCodeChangeThatCannotBeActivated() {
        assertRefusedJar("FailingChange", "1.2.0", "FailingChange of ledger 1.2.0 could not be activated",
                "there is no table of entries");
    }

    @Test
    public void refusesNewFieldWithoutCodeChange() {
        SwapReport report = assertRefusedJar("ledger-without-change", "2.0.0", "'ledger'", "entries", "CodeChange");

        assertThat(report.reached(SwapStep.GATE)).as("holds calls back before it is sure").isFalse();
    }

    @Test
    public void refusesRevisionWithoutTheTypeThatServersRun() {
        SwapReport report = assertRefusedJar("OtherServer", "1.2.0", "ledger", "type");

        assertThat(report.reached(SwapStep.GATE)).as("holds calls back before it is sure").isFalse();
    }

    /** Of the same version, so that only what servers run tells them apart. */
    @Test
    public void namesWhoRunsTheTypesThatTwoRevisionsLackOfEachOther() {
        load("ledger", "1.2.0", Outcome.UPGRADED);
        await(modules.load(fixture("OtherServer", "1.2.0"), SwapOptions.DEFAULTS.upgrade(UpgradePolicy.LOAD)));
        load("OtherServer", "1.2.0", Outcome.UNCHANGED); // starts its server
        String wayOut = "end them (a supervisor's child with Supervisors.terminateChild), or load a revision that has"
                + " the type";

        assertThat(await(modules.upgrade("ledger", SwapOptions.DEFAULTS)).reason()).isEqualTo(
                "it has no server type ledger, which servers"
                        + " run (ledger): " + wayOut);
        assertThat(await(modules.rollback("ledger")).reason()).isEqualTo("it has no server type other, which servers"
                + " run (other): " + wayOut);

        supervisors.terminateChild(servers.named("ledger/supervisor"), "other");
        assertThat(await(modules.rollback("ledger")).outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(call("ledger", "sum")).isEqualTo(SUM);
    }

    @Test
    public void refusesWhenOneOfManyStatesCannotBeChanged() {
        ServerRef other = servers.start(ServerSpec.of("ledger", "ledger").named("other-ledger"));
        other.call(11L);

        load("ThrowingChange", "2.0.0", Outcome.REFUSED);

        assertNothingChanged();
        assertThat(other.call("sum")).isEqualTo(11L);
        assertThat(server("other-ledger").version()).isEqualTo("1.1.0");
    }

    @Test
    public void refusesWhenAHandlerDoesNotReturn() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        CompletionStage<Object> held = servers.named("ledger").sendRequest(latch);
        await("the ledger is busy", () -> server("ledger").queueLength() == 0 && server("ledger").status().name()
                .equals("RUNNING"));

        CompletionStage<Object> waiting = servers.named("ledger").sendRequest("sum");

        SwapReport report = load("ledger", "2.0.0", Outcome.REFUSED);
        SwapReport rolling = await(modules.load(fixture("ledger", "2.0.0"), SwapOptions.DEFAULTS.strategy(
                SwapStrategy.ROLLING)));

        assertThat(report.reason()).contains("ledger", "LedgerServer.handleCall", Platform.IMPATIENCE_MS + " ms",
                "gate.limit.ms");
        assertThat(rolling.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(rolling.reason()).contains("LedgerServer.handleCall", Platform.IMPATIENCE_MS + " ms");
        assertThat(report.warnings()).as("the author's line, not the compiler's").anySatisfy(warning -> assertThat(
                warning).containsPattern("CountDownLatch\\.await[^<]* < (?:[^<]*util\\.concurrent[^<]* < )*[^<]*"
                        + Pattern.quote(
                                handler(report.reason()))));
        assertThat(report.warnings()).anySatisfy(warning -> assertThat(warning).contains(
                "server ledger did not come to rest: ", "CountDownLatch.await", " < ", "LedgerServer.handleCall"))
                .anySatisfy(warning -> assertThat(warning).contains("calls that waited then", "call String", "ledger"));
        latch.countDown();
        assertThat(waiting.toCompletableFuture().get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(SUM);
        assertThat(held.toCompletableFuture().get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(true);
        assertNothingChanged();
        assertNextGoodOneWorks();
    }

    @Test
    public void failsNoCallWhileUpgradesAreRefused() {
        Clients clients = Clients.calling(servers.named("ledger"), "sum", 4, this::facts);
        try (clients) {
            for (String bad : List.of("ThrowingChange", "NullChange", "WrongShapeChange", "ledger-without-change")) {
                load(bad, "2.0.0", Outcome.REFUSED);
                clients.awaitProgress();
            }
        }
        assertThat(clients.failures()).isEmpty();
        assertNothingChanged();
    }

    @Test
    public void canStillGoBackAfterARefusal() {
        load("ThrowingChange", "2.0.0", Outcome.REFUSED);

        rollBack("ledger");

        assertThat(currentVersion("ledger")).isEqualTo("1.0.0");
        assertThat(oldVersion("ledger")).isEqualTo("1.1.0");
        assertThat(call("ledger", "sum")).isEqualTo(SUM);
    }

    @Test
    public void warnsOfAnUpgradeThatHasNoWayBack() {
        List<String> rehearsed = await(modules.rehearse(fixture("PreciseChange", "2.0.0"), SwapOptions.DEFAULTS))
                .warnings();
        List<String> warnings = load("PreciseChange", "2.0.0", Outcome.UPGRADED).warnings();
        revisions = revisions("ledger");

        assertThat(warnings).isEqualTo(rehearsed).containsExactly(
                "there is no way back from ledger 2.0.0 to ledger 1.1.0: no state of its server type 'ledger' fits:"
                        + " Entries.entries: long given, nothing wanted; write a CodeChange that"
                        + " takes care of it (from 2.0.0 to 1.1.0; it may come later, in a bundle of its own)");
        SwapReport back = await(modules.rollback("ledger"));
        assertThat(back.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(warnings.get(0)).contains(back.reason().substring(0, back.reason().indexOf(" (")));
        assertNothingChanged();

        start(install("ledger-changes", "1.0.0"));

        rollBack("ledger");
        assertThat(call("ledger", "sum")).as("it may come later").isEqualTo(SUM);
    }

    @Test
    public void warnsOfNothingIfThereIsAWayBack() {
        assertThat(load("ledger", "2.0.0", Outcome.UPGRADED).warnings()).as("by code changes").isEmpty();
        assertThat(load("ledger", "1.2.0", Outcome.DOWNGRADED).warnings()).as("by the same ones").isEmpty();
        assertThat(load("ledger-again", "1.1.0", Outcome.DOWNGRADED).warnings()).as("by shape").isEmpty();
    }

    @Test
    public void warnsOfNothingIfNobodyWouldHaveToGoBack() {
        supervisors.terminateChild(servers.named("ledger/supervisor"), "ledger");

        assertThat(load("PreciseChange", "2.0.0", Outcome.UPGRADED).warnings()).isEmpty();
    }

    @Test
    public void warnsOfNothingIfSomeStatesCanGoBack() {
        load("shelf", "1.0.0", Outcome.LOADED);

        SwapReport report = load("shelf", "2.0.0", Outcome.UPGRADED);

        assertThat(report.differences()).extracting(StateDifference::cover).containsOnly(Cover.SHAPE_IF_ABSENT);
        assertThat(report.warnings()).isEmpty();
        rollBack("shelf");
    }

    @Test
    public void warnsOfNothingForSupervisors() {
        load("team", "1.0.0", Outcome.LOADED);

        assertThat(load("team", "2.0.0", Outcome.UPGRADED).warnings()).isEmpty();
    }

    @Test
    public void warnsOfNothingAtARollback() {
        Bundle changes = install("ledger-changes", "1.0.0");
        start(changes);
        load("PreciseChange", "2.0.0", Outcome.UPGRADED);

        assertThat(await(modules.rollback("ledger")).warnings()).isEmpty();
    }

    @Test
    public void refusesRollbackThatLosesAField() {
        Bundle changes = install("ledger-changes", "1.0.0");
        start(changes);
        assertThat(load("ledger-without-change", "2.0.0", Outcome.UPGRADED).warnings()).as("the way back is elsewhere")
                .isEmpty();
        revisions = revisions("ledger");
        uninstall(changes);

        SwapReport report = await(modules.rollback("ledger"));

        assertThat(report.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(report.reason()).contains("ledger", "entries");
        assertNothingChanged();
    }

    /** The frame of the handler that a reason names. */
    private static String handler(String reason) {
        Matcher frame = Pattern.compile("LedgerServer\\.handleCall\\([^)]*\\)").matcher(reason);
        assertThat(frame.find()).as(reason).isTrue();
        return frame.group();
    }

    private void assertRefused(String fixture, String... facts) {
        assertRefusedJar(fixture, "2.0.0", facts);
    }

    private SwapReport assertRefusedJar(String fixture, String version, String... facts) {
        SwapReport report = load(fixture, version, Outcome.REFUSED);

        assertThat(report.module()).isEqualTo("ledger");
        assertThat(report.from()).contains(revisions.get(0));
        assertThat(report.to()).hasValueSatisfying(to -> assertThat(to).hasToString("ledger " + version));
        assertThat(report.purged()).isEmpty();
        assertThat(report.reason()).contains(facts);
        assertThat(modules.refusals()).isEmpty();
        assertThat(module("ledger").lastReport()).contains(report);
        assertNothingChanged();
        assertNextGoodOneWorks();
        return report;
    }

    private void assertNothingChanged() {
        assertThat(revisions("ledger")).isEqualTo(revisions);
        assertThat(call("ledger", "sum")).isEqualTo(SUM);
        assertThat(server("ledger").version()).isEqualTo(revisions.get(0).version().toString());
        RevisionInfo current = module("ledger").current().orElseThrow();
        assertThat(current.bundleState()).isEqualTo("ACTIVE");
        RevisionInfo old = module("ledger").old().orElseThrow();
        assertThat(old.servers()).isZero();
        assertThat(context.getBundle(old.bundleId()).getState()).isIn(Bundle.INSTALLED, Bundle.RESOLVED);
        assertThat(moduleBundles()).extracting(Bundle::getBundleId)
                .containsExactlyInAnyOrder(current.bundleId(), old.bundleId());
        assertThat(storedJars()).hasSize(2);
    }

    private void assertNextGoodOneWorks() {
        load("ledger", "2.0.0", Outcome.UPGRADED);
        assertThat(state("ledger")).isEqualTo("Entries[sum=5, entries=0]");
    }
}
