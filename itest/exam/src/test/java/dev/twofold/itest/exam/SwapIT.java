/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import static dev.twofold.module.SwapStep.CHANGE;
import static dev.twofold.module.SwapStep.CHECK;
import static dev.twofold.module.SwapStep.COMMIT;
import static dev.twofold.module.SwapStep.GATE;
import static dev.twofold.module.SwapStep.LOAD;
import static dev.twofold.module.SwapStep.RETIRE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.module.Outcome;
import dev.twofold.module.RevisionInfo;
import dev.twofold.module.RevisionInfo.Slot;
import dev.twofold.module.SwapReport;
import dev.twofold.samples.counter.api.Get;
import dev.twofold.samples.counter.api.Increment;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import dev.twofold.server.ServerStatus;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.Test;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Bundle;

/** A module goes from one revision to the next while its servers are called. */
public class SwapIT extends TwofoldIT {

    private static final int CLIENTS = 4;

    @Override
    protected Option[] extras() {
        return new Option[] { Platform.patient() };
    }

    @Test
    public void loadsFirstRevisionAndStartsItsServers() {
        SwapReport report = load("counter", "1.0.0", Outcome.LOADED);

        assertThat(report.module()).isEqualTo("counter");
        assertThat(report.from()).isEmpty();
        assertThat(report.to()).hasValueSatisfying(to -> assertThat(to).hasToString("counter 1.0.0"));
        assertThat(report.reason()).isEmpty();
        assertThat(call("counter", new Increment(3))).isEqualTo(3L);
        assertThat(server("counter").module()).isEqualTo("counter");
        assertThat(server("counter").version()).isEqualTo("1.0.0");
        assertThat(module("counter").old()).isEmpty();
        assertThat(module("counter").lastReport()).contains(report);
    }

    @Test
    public void answersEveryCallWhileRevisionsChange() {
        load("counter", "1.0.0", Outcome.LOADED);
        ServerRef counter = servers.named("counter");

        Clients clients = Clients.calling(counter, new Increment(1), CLIENTS, this::facts);
        try (clients) {
            for (String version : List.of("1.1.0", "2.0.0", "2.2.0")) {
                SwapReport report = load("counter", version, Outcome.UPGRADED);
                assertThat(report.servers()).isEqualTo(1);
                clients.awaitProgress();
            }
            rollBack("counter");
            clients.awaitProgress();
        }

        assertThat(clients.failures()).isEmpty();
        assertThat(counter.call(new Get())).isEqualTo(clients.answered());
        assertThat(currentVersion("counter")).isEqualTo("2.0.0");
    }

    @Test
    public void changesStateWithTheCodeChangeOfTheNewRevision() {
        load("counter", "1.0.0", Outcome.LOADED);
        call("counter", new Increment(5));
        assertThat(state("counter")).isEqualTo("CounterState[count=5]");

        load("counter", "1.1.0", Outcome.UPGRADED);
        call("counter", new Increment(2));
        assertThat(state("counter")).isEqualTo("CounterState[count=7, increments=1]");

        load("counter", "2.0.0", Outcome.UPGRADED);
        assertThat(state("counter")).isEqualTo("Tally[total=Total[value=7], increments=1]");
        assertThat(call("counter", new Get())).isEqualTo(7L);
    }

    @Test
    public void stopsThePreviousRevisionAndKeepsItInTheOldSlot() {
        load("counter", "1.0.0", Outcome.LOADED);
        RevisionInfo first = module("counter").current().orElseThrow();
        assertThat(first.bundleState()).isEqualTo("ACTIVE");
        assertThat(first.servers()).isEqualTo(1);

        SwapReport report = load("counter", "1.1.0", Outcome.UPGRADED);

        RevisionInfo current = module("counter").current().orElseThrow();
        assertThat(current.id()).isEqualTo(report.to().orElseThrow());
        assertThat(current.slot()).isEqualTo(Slot.CURRENT);
        assertThat(current.bundleState()).isEqualTo("ACTIVE");
        assertThat(current.servers()).isEqualTo(1);
        RevisionInfo old = module("counter").old().orElseThrow();
        assertThat(old.id()).isEqualTo(first.id()).isEqualTo(report.from().orElseThrow());
        assertThat(old.slot()).isEqualTo(Slot.OLD);
        assertThat(old.bundleId()).isEqualTo(first.bundleId());
        assertThat(old.bundleState()).isEqualTo("RESOLVED");
        assertThat(old.servers()).isZero();
        assertThat(context.getBundle(old.bundleId()).getState()).isEqualTo(Bundle.RESOLVED);
        assertThat(report.purged()).isEmpty();
    }

    @Test
    public void waitsForTheHandlerThatIsUnderWayAndHoldsBackWhatComesAfterIt() {
        load("ledger", "1.0.0", Outcome.LOADED);
        ServerRef ledger = servers.named("ledger");
        CountDownLatch latch = new CountDownLatch(1);
        CompletionStage<Object> running = ledger.sendRequest(latch);
        await("the handler runs", () -> server("ledger").status() == ServerStatus.RUNNING);

        CompletionStage<SwapReport> swap = modules.load(fixture("ledger", "1.1.0"));
        await("the gate is closed", () -> server("ledger").status() == ServerStatus.GATED);
        CompletionStage<Object> held = ledger.sendRequest(5L);
        assertThat(server("ledger").version()).isEqualTo("1.0.0");
        latch.countDown();

        assertThat(await(swap).outcome()).isEqualTo(Outcome.UPGRADED);
        assertThat(get(running)).isEqualTo(true);
        assertThat(get(held)).isEqualTo(5L);
        assertThat(server("ledger").version()).isEqualTo("1.1.0");
    }

    @Test
    public void reportsTheStepsOfASwap() {
        load("counter", "1.0.0", Outcome.LOADED);

        SwapReport report = load("counter", "1.1.0", Outcome.UPGRADED);

        assertThat(report.steps()).extracting(SwapReport.Timing::step)
                .containsSubsequence(LOAD, CHECK, GATE, CHANGE, COMMIT, RETIRE);
        assertThat(report.gated()).isPositive().isLessThan(report.duration());
    }

    @Test
    public void upgradesServersThatClientsHaveStarted() {
        load("ledger", "1.0.0", Outcome.LOADED);
        ServerRef mine = servers.start(ServerSpec.of("ledger", "ledger").named("mine"));
        ServerRef nameless = servers.start(ServerSpec.of("ledger", "ledger"));
        mine.call(4L);
        nameless.call(6L);

        SwapReport report = load("ledger", "1.1.0", Outcome.UPGRADED);

        assertThat(report.servers()).isEqualTo(3);
        assertThat(mine.call("sum")).isEqualTo(4L);
        assertThat(nameless.call("sum")).isEqualTo(6L);
        assertThat(servers.servers()).hasSize(4).allSatisfy(server -> assertThat(server.version()).isEqualTo("1.1.0"));
    }

    @Test
    public void startsServersThatTheNewRevisionAdds() {
        load("ledger", "1.0.0", Outcome.LOADED);

        load("ledger-with-other", "1.2.0", Outcome.UPGRADED);

        assertThat(call("other", "hello")).isEqualTo("hello");
    }

    @Test
    public void takesTheCodeChangeFromAnotherBundle() {
        start(install("ledger-changes", "1.0.0"));
        load("ledger", "1.0.0", Outcome.LOADED);
        call("ledger", 8L);

        load("ledger-without-change", "2.0.0", Outcome.UPGRADED);

        assertThat(state("ledger")).isEqualTo("Entries[sum=8, entries=0]");
    }

    @Test
    public void takesTheCodeChangeWithTheNarrowestRange() {
        start(install("ledger-changes", "1.0.0"));
        load("ledger", "1.1.0", Outcome.LOADED);

        load("PreciseChange", "2.0.0", Outcome.UPGRADED);

        assertThat(state("ledger")).isEqualTo("Entries[sum=0, entries=100]");
    }

    @Test
    public void carriesOverWhatWaitsInAQueue() {
        load("ledger", "1.0.0", Outcome.LOADED);
        ServerRef ledger = servers.named("ledger");
        sys.suspend(ledger, Await.PATIENCE);
        List<CompletionStage<Object>> replies = List.of(ledger.sendRequest(1L), ledger.sendRequest(2L),
                ledger.sendRequest("sum"));

        load("ledger", "1.1.0", Outcome.UPGRADED);
        assertThat(server("ledger").queueLength()).isEqualTo(3);
        sys.resume(ledger);

        assertThat(replies).extracting(SwapIT::get).containsExactly(1L, 3L, 3L);
        assertThat(server("ledger").version()).isEqualTo("1.1.0");
    }

    private static Object get(CompletionStage<Object> reply) {
        return reply.toCompletableFuture().orTimeout(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }
}
