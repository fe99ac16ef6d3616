/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.twofold.itest.modules.flaky.FlakyServer;
import dev.twofold.module.ModuleInfo;
import dev.twofold.module.Outcome;
import dev.twofold.module.Refusal;
import dev.twofold.module.SwapReport;
import dev.twofold.server.CallFailedException;
import dev.twofold.server.ExitReason;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import dev.twofold.server.ServerStatus;
import dev.twofold.supervisor.ChildInfo;
import dev.twofold.supervisor.Supervisors;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Test;
import org.ops4j.pax.exam.Option;

/** The servers of a module live under a supervisor: they come back when they have ended, through upgrades too. */
public class SupervisorIT extends TwofoldIT {

    private static final String LEDGERS = "ledger/supervisor";

    @Inject
    private Supervisors supervisors;

    @Override
    protected Option[] extras() {
        return new Option[] { Platform.patient() };
    }

    @After
    public void mend() {
        System.clearProperty(FlakyServer.BROKEN);
    }

    // ---- the supervisor of every module

    @Test
    public void startsAgainUnderItsNameWhatHasCrashed() {
        load("ledger", "1.0.0", Outcome.LOADED);
        ServerRef first = running("ledger");
        call("ledger", 4L);

        crash("ledger");

        awaitAnother("ledger", first);
        assertThat(call("ledger", "sum")).isEqualTo(0L);
        assertThat(children(LEDGERS)).containsExactly("ledger");
    }

    @Test
    public void startsOnTheCurrentRevisionWhatCrashesAfterAnUpgrade() {
        load("ledger", "1.0.0", Outcome.LOADED);
        load("ledger", "1.1.0", Outcome.UPGRADED);
        assertThat(server(LEDGERS).version()).isEqualTo("1.1.0");
        ServerRef first = running("ledger");

        crash("ledger");

        awaitAnother("ledger", first);
        assertThat(server("ledger").version()).isEqualTo("1.1.0");
    }

    @Test
    public void startsOnTheRevisionThatHasWonWhatDiesDuringTheSwap() {
        SwapReport report = swapWhileTheLedgerDies("1.1.0");

        assertThat(report.outcome()).as(report.reason()).isEqualTo(Outcome.UPGRADED);
        await("the ledger is back", () -> servers.whereis("ledger").isPresent());
        assertThat(server("ledger").version()).isEqualTo("1.1.0");
    }

    @Test
    public void startsOnTheOldRevisionWhatDiesDuringASwapThatIsRefused() {
        SwapReport report = swapWhileTheLedgerDies("ThrowingChange", "2.0.0");

        assertThat(report.outcome()).as(report.reason()).isEqualTo(Outcome.REFUSED);
        await("the ledger is back", () -> servers.whereis("ledger").isPresent());
        assertThat(server("ledger").version()).isEqualTo("1.0.0");
    }

    private SwapReport swapWhileTheLedgerDies(String version) {
        return swapWhileTheLedgerDies("ledger", version);
    }

    /** Another server keeps the gate from being closed completely until the ledger is dead. */
    private SwapReport swapWhileTheLedgerDies(String fixture, String version) {
        load("ledger", "1.0.0", Outcome.LOADED);
        ServerRef busy = servers.start(ServerSpec.of("ledger", "ledger").named("busy"));
        CountDownLatch latch = new CountDownLatch(1);
        busy.sendRequest(latch);
        await("the other one is busy", () -> server("busy").status() == ServerStatus.RUNNING);
        CompletionStage<SwapReport> swap = modules.load(fixture(fixture, version));
        await("the gate is closed", () -> server("ledger").status() == ServerStatus.GATED);

        sys.exit(servers.named("ledger"), ExitReason.KILL);

        assertThat(servers.whereis("ledger")).isEmpty();
        latch.countDown();
        return await(swap);
    }

    @Test
    public void givesUpWithoutHarmToOtherModulesAndTriesAgainWhenTheJarIsDropped() {
        load("ledger", "1.0.0", Outcome.LOADED);
        ServerRef ledger = running("ledger");
        load("flaky", "1.0.0", Outcome.LOADED);

        breakFlaky();

        assertThat(running("ledger")).isEqualTo(ledger);
        assertThat(module("flaky").current()).hasValueSatisfying(current -> assertThat(current.servers()).isZero());
        assertThat(modules.refusals()).singleElement().satisfies(refusal -> assertThat(refusal.reason()).startsWith(
                "its supervisor has given up"));
        SwapReport stillBroken = load("flaky", "1.0.0", Outcome.REFUSED);
        assertThat(stillBroken.reason()).contains("flaky", "there is no line to the meter");
        mend();
        SwapReport mended = load("flaky", "1.0.0", Outcome.UNCHANGED);
        assertThat(mended.servers()).isEqualTo(1);
        assertThat(modules.refusals()).isEmpty();
        assertThat(running("flaky").isAlive()).isTrue();
        assertThat(children("flaky/supervisor")).containsExactly("flaky");
    }

    @Test
    public void startsWhatItHasGivenUpWithTheNextRevision() {
        load("flaky", "1.0.0", Outcome.LOADED);
        breakFlaky();
        mend();

        load("flaky", "1.1.0", Outcome.UPGRADED);

        assertThat(server("flaky").version()).isEqualTo("1.1.0");
        assertThat(module("flaky").lastReport()).isPresent();
    }

    @Test
    public void saysSoWhenWhatItHasGivenUpDoesNotStartWithTheNextRevisionEither() {
        load("flaky", "1.0.0", Outcome.LOADED);
        breakFlaky();

        load("flaky", "1.1.0", Outcome.UPGRADED);

        assertThat(modules.refusals()).extracting(Refusal::reason)
                .anySatisfy(reason -> assertThat(reason).contains("flaky", "there is no line to the meter"));
        assertThat(currentVersion("flaky")).isEqualTo("1.1.0");
    }

    private void breakFlaky() {
        System.setProperty(FlakyServer.BROKEN, "true");
        crash("flaky");
        await("it is given up", () -> servers.whereis("flaky/supervisor").isEmpty());
        assertThat(servers.whereis("flaky")).isEmpty();
    }

    @Test
    public void startsOnlyWhatIsMissingWhenTheJarIsDroppedAgain() {
        load("ledger-with-other", "1.2.0", Outcome.LOADED);
        ServerRef other = running("other");
        supervisors.terminateChild(running("ledger/supervisor"), "other");

        SwapReport report = load("ledger-with-other", "1.2.0", Outcome.UNCHANGED);

        assertThat(report.servers()).isEqualTo(1);
        awaitAnother("other", other);
    }

    @Test
    public void doesNotCountItselfAmongTheServersOfItsModule() {
        SwapReport loaded = load("ledger", "1.0.0", Outcome.LOADED);
        SwapReport upgraded = load("ledger", "1.1.0", Outcome.UPGRADED);

        assertThat(loaded.servers()).isEqualTo(1);
        assertThat(upgraded.servers()).isEqualTo(1);
        assertThat(find("ledger").flatMap(ModuleInfo::current).orElseThrow().servers()).isEqualTo(1);
        assertThat(server(LEDGERS).module()).isEqualTo("ledger");
        assertThat(server(LEDGERS).type()).isEqualTo("twofold.supervisor");
    }

    @Test
    public void endsWithItsModule() {
        load("team", "1.0.0", Outcome.LOADED);
        int before = log().size();

        await(modules.unload("team"));

        assertThat(servers.servers()).isEmpty();
        assertThat(log().stream().skip(before)).noneMatch(line -> line.matches(".* (WARN|ERROR) .*"));
    }

    // ---- a module's own supervisor

    @Test
    public void upgradesAModulesOwnSupervisorAndStartsTheChildThatItAdds() {
        load("team", "1.0.0", Outcome.LOADED);
        ServerRef team = running("team");
        ServerRef alice = running("alice");
        ServerRef bob = running("bob");
        alice.call(3L);

        SwapReport report = load("team", "2.0.0", Outcome.UPGRADED);

        assertThat(report.servers()).isEqualTo(3);
        assertThat(modules.refusals()).isEmpty();
        assertThat(running("team")).isEqualTo(team);
        assertThat(List.of(running("alice"), running("bob"))).containsExactly(alice, bob);
        assertThat(alice.call(0L)).isEqualTo(3L);
        assertThat(call("carol", 0L)).isEqualTo(10L);
        assertThat(server("carol").version()).isEqualTo("2.0.0");
        assertThat(children("team")).containsExactly("carol", "bob", "alice");
        crash("alice"); // one_for_all now
        awaitAnother("bob", bob);
    }

    @Test
    public void goesBackToTheModulesOwnSupervisorAsItWas() {
        load("team", "1.0.0", Outcome.LOADED);
        load("team", "2.0.0", Outcome.UPGRADED);
        ServerRef alice = running("alice");
        ServerRef bob = running("bob");
        ServerRef carol = running("carol");

        rollBack("team");

        assertThat(List.of(running("alice"), running("bob"), running("carol"))).containsExactly(alice, bob, carol);
        assertThat(server("carol").version()).isEqualTo("1.0.0");
        crash("alice"); // each for itself again
        awaitAnother("alice", alice);
        assertThat(running("bob")).isEqualTo(bob);
        crash("carol"); // not listed any more, but still looked after
        awaitAnother("carol", carol);
        assertThat(call("carol", 0L)).isEqualTo(10L);
    }

    @Test
    public void refusesARevisionWhoseSupervisorSaysNonsense() {
        load("team", "1.0.0", Outcome.LOADED);
        load("team", "1.1.0", Outcome.UPGRADED);
        ServerRef alice = running("alice");
        alice.call(3L);

        SwapReport report = load("team", "3.0.0", Outcome.REFUSED);

        assertThat(report.reason()).contains("team", "duplicate_child_name", "alice");
        assertThat(currentVersion("team")).isEqualTo("1.1.0");
        assertThat(oldVersion("team")).isEqualTo("1.0.0");
        assertThat(server("team").version()).isEqualTo("1.1.0");
        assertThat(running("alice")).isEqualTo(alice);
        assertThat(alice.call(0L)).isEqualTo(3L);
        assertThat(children("team")).containsExactly("bob", "alice");
    }

    @Test
    public void refusesToLoadAModuleWhoseSupervisorSaysNonsense() {
        SwapReport report = load("team", "3.0.0", Outcome.REFUSED);

        assertThat(report.reason()).contains("team", "duplicate_child_name", "alice");
        assertThat(find("team")).isEmpty();
        assertThat(servers.servers()).isEmpty();
    }

    @Test
    public void refusesAServerInThePlaceOfASupervisor() {
        load("team", "1.0.0", Outcome.LOADED);

        SwapReport report = load("team", "3.2.0", Outcome.REFUSED);

        assertThat(report.reason()).contains("'team'", "supervisor");
        assertThat(children("team")).containsExactly("bob", "alice");
    }

    @Test
    public void reportsAnAddedChildThatDoesNotStart() {
        load("team", "1.0.0", Outcome.LOADED);

        load("team", "3.1.0", Outcome.UPGRADED);

        assertThat(modules.refusals()).extracting(Refusal::reason)
                .anySatisfy(reason -> assertThat(reason).contains("star"));
        assertThat(call("alice", 0L)).isEqualTo(0L);
        assertThat(children("team")).containsExactly("star", "bob", "alice");
    }

    @Test
    public void startsAModulesOwnSupervisorAgainWithAllItsChildren() {
        load("team", "1.0.0", Outcome.LOADED);
        ServerRef team = running("team");
        ServerRef alice = running("alice");
        ServerRef bob = running("bob");

        sys.stop(team, ExitReason.SHUTDOWN, Await.PATIENCE);

        awaitAnother("team", team);
        awaitAnother("alice", alice);
        awaitAnother("bob", bob);
        assertThat(call("bob", 2L)).isEqualTo(2L);
    }

    // ---- what the tests do and see

    private void crash(String server) {
        Throwable failure = catchThrowable(() -> call(server, 'x'));
        assertThat(failure).isInstanceOf(CallFailedException.class);
    }

    private ServerRef running(String server) {
        return servers.whereis(server).orElseThrow(() -> new AssertionError("no server " + server + "\n" + facts()));
    }

    private void awaitAnother(String name, ServerRef before) {
        await(name + " is back", () -> servers.whereis(name).filter(now -> !now.equals(before)).isPresent());
    }

    /** The latest first. */
    private List<String> children(String supervisor) {
        return supervisors.whichChildren(running(supervisor)).stream().map(ChildInfo::id).flatMap(Optional::stream)
                .toList();
    }
}
