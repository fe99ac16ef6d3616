/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.engine.RehearsalReport.Misfit;
import dev.twofold.engine.RehearsalReport.Trial;
import dev.twofold.server.NoReply;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import dev.twofold.supervisor.ChildSpec;
import dev.twofold.supervisor.Occasion;
import dev.twofold.supervisor.Supervisor;
import dev.twofold.supervisor.SupervisorSpec;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** An upgrade that is tried and thrown away. */
class RehearsalTest extends PinStage {

    private static final Duration SHORT = Duration.ofMillis(50);

    /** What makes a value of another; what it throws refuses. */
    private interface Making {
        Object of(Object value) throws Exception;
    }

    private static StateChange making(Making state, Making message) {
        return new StateChange() {
            @Override
            public Object state(Code<?> from, Code<?> to, Object old) throws Exception {
                return state.of(old);
            }

            @Override
            public Object message(Object old) {
                try {
                    return message.of(old);
                } catch (Exception refused) {
                    throw new IllegalStateException(refused.getMessage());
                }
            }
        };
    }

    private Upgrade upgrade(Making state) {
        return Upgrade.of(group, code("2"), making(state, message -> message)).restWithin(LONG).changeWithin(LONG);
    }

    private RehearsalReport rehearse(Upgrade upgrade) {
        return upgrade.rehearse().get(group);
    }

    private static Object marked(Object state) {
        return state + ">2";
    }

    private List<Object> states() {
        return group.members().stream().map(Server::state).toList();
    }

    private void assertNothingHasChanged(List<Object> before) {
        List<Object> after = states();
        assertThat(after).hasSameSizeAs(before);
        for (int i = 0; i < before.size(); i++) {
            assertThat(after.get(i)).isSameAs(before.get(i));
        }
        assertThat(engine.servers()).allSatisfy(server -> assertThat(server.version()).isEqualTo("1"));
        assertThat(group.codes().get("puppet").version()).isEqualTo("1");
    }

    @Test
    void countsWhatWouldGoOverAndLeavesEveryStateInItsPlace() {
        for (int i = 0; i < 100; i++) {
            engine.start(spec().with(new ArrayList<>(List.of(i))));
        }
        List<Object> before = states();

        RehearsalReport report = rehearse(upgrade(RehearsalTest::marked));

        assertThat(report.isFeasible()).isTrue();
        assertThat(report.misfits()).isEmpty();
        assertThat(report.types()).containsOnlyKeys("puppet");
        Trial trial = report.types().get("puppet");
        assertThat(trial.converted()).isEqualTo(100);
        assertThat(trial.failed() + trial.untried() + trial.alone()).isZero();
        assertThat(trial.making()).isPositive();
        assertThat(trial.longestHold()).isPositive();
        assertThat(report.took()).isPositive();
        assertNothingHasChanged(before);
    }

    @Test
    void tellsWhatWouldNotComeBack() {
        engine.start(spec().named("a").with("a"));
        engine.start(spec().named("b").with("b"));
        engine.start(spec().named("c").with("c"));
        List<Object> before = states();
        StateChange lossy = new StateChange() {
            @Override
            public Object state(Code<?> from, Code<?> to, Object old) {
                return marked(old);
            }

            @Override
            public Object message(Object old) {
                return old;
            }

            @Override
            public List<String> lostOnTheWayBack(Code<?> from, Code<?> to, Object state, Object made)
                    throws IOException {
                assertThat(made).isEqualTo(marked(state));
                if (state.equals("c")) {
                    throw new IOException("no way");
                }
                return state.equals("b") ? List.of("b: 'b' before, null afterwards") : List.of();
            }
        };

        RehearsalReport report = rehearse(Upgrade.of(group, code("2"), lossy).restWithin(LONG).changeWithin(LONG));

        assertThat(report.isFeasible()).isTrue();
        assertThat(report.losses()).extracting(Misfit::server).containsExactlyInAnyOrder("b", "c");
        assertThat(report.losses()).extracting(Misfit::reason).containsExactlyInAnyOrder(
                "b: 'b' before, null afterwards",
                "it cannot go back: java.io.IOException: no way");
        assertNothingHasChanged(before);
    }

    @Test
    void triesMessagesThatWaitAndDeliversThemAsTheyWereSent() throws Exception {
        ServerRef a = start("a");
        engine.sys().suspend(a, LONG);
        a.cast(" one");
        Future<Object> reply = clients.submit(() -> a.call("two", LONG));
        await("both wait", () -> waiting(a) == 2);
        Upgrade upgrade = Upgrade.of(group, code("2"), making(RehearsalTest::marked, RehearsalTest::marked));

        RehearsalReport report = rehearse(upgrade);

        assertThat(report.types().get("puppet").messages()).isEqualTo(2);
        engine.sys().resume(a);
        assertThat(reply.get(10, TimeUnit.SECONDS)).isEqualTo("two");
        assertThat(a.call("state", LONG)).isEqualTo("new one");
    }

    @Test
    void namesTheServerOfAMessageThatCannotBeConverted() {
        ServerRef a = start("a");
        start("b");
        engine.sys().suspend(a, LONG);
        a.cast("poison");

        RehearsalReport report = rehearse(Upgrade.of(group, code("2"), making(state -> state, message -> {
            throw new IOException("no such letter");
        })));

        assertThat(report.isFeasible()).isFalse();
        assertThat(report.misfits()).singleElement().satisfies(misfit -> {
            assertThat(misfit.server()).isEqualTo("a");
            assertThat(misfit.reason()).contains("no such letter");
        });
        assertThat(report.types().get("puppet").converted()).isEqualTo(1);
    }

    @Test
    void namesTheFirstServersThatDoNotFitAndCountsAll() {
        int many = RehearsalReport.MOST_MISFITS + 50;
        for (int i = 0; i < many; i++) {
            engine.start(spec().named("bad" + i).with("poison"));
        }
        engine.start(spec().named("good"));
        List<Object> before = states();

        RehearsalReport report = rehearse(upgrade(state -> {
            if (state.equals("poison")) {
                throw new IOException("it is poison");
            }
            return marked(state);
        }));

        assertThat(report.isFeasible()).isFalse();
        assertThat(report.types().get("puppet").failed()).isEqualTo(many);
        assertThat(report.types().get("puppet").converted()).isEqualTo(1);
        assertThat(report.misfits()).hasSize(RehearsalReport.MOST_MISFITS).allSatisfy(misfit -> {
            assertThat(misfit.server()).startsWith("bad");
            assertThat(misfit.type()).isEqualTo("puppet");
            assertThat(misfit.reason()).contains("it is poison").doesNotContain(misfit.server());
        });
        assertNothingHasChanged(before);
    }

    @Test
    void holdsNobodyButTheServerThatItTries() throws Exception {
        ServerRef a = start("a");
        ServerRef b = engine.start(spec().named("b").with("b"));
        CountDownLatch entered = new CountDownLatch(1);
        Future<RehearsalReport> rehearsal = clients.submit(() -> rehearse(upgrade(state -> {
            if (state.equals("b")) {
                entered.countDown();
                awaitRelease();
            }
            return marked(state);
        })));
        assertReached(entered);
        Future<Object> held = clients.submit(() -> b.call("state", LONG));

        assertThat(a.call("state", LONG)).isEqualTo("new");
        assertThat(start("c").call("state", LONG)).isEqualTo("new");
        assertThat(held.isDone()).isFalse();
        release.countDown();

        assertThat(held.get(10, TimeUnit.SECONDS)).isEqualTo("b");
        assertThat(rehearsal.get(10, TimeUnit.SECONDS).types().get("puppet").converted()).isEqualTo(2);
    }

    @Test
    void tellsWhereAServerHangsAndTriesTheOthers() throws Exception {
        ServerRef busy = start("busy");
        start("a");
        occupy(busy);

        RehearsalReport report = rehearse(upgrade(RehearsalTest::marked).restWithin(SHORT));

        assertThat(report.types().get("puppet").converted()).isEqualTo(1);
        assertThat(report.misfits()).singleElement().satisfies(misfit -> {
            assertThat(misfit.server()).isEqualTo("busy");
            assertThat(misfit.reason()).contains("did not come to rest within 50 ms", "awaitRelease");
        });
        release.countDown();
        assertThat(busy.call("state", LONG)).isEqualTo("new");
    }

    @Test
    void waitsForAServerThatIsBusyForAShortTime() throws Exception {
        ServerRef busy = start("busy");
        occupy(busy);
        CountDownLatch tried = new CountDownLatch(1);
        start("a");
        Future<RehearsalReport> rehearsal = clients.submit(() -> rehearse(upgrade(state -> {
            tried.countDown();
            return marked(state);
        })));
        assertReached(tried);
        release.countDown();

        RehearsalReport report = rehearsal.get(10, TimeUnit.SECONDS);
        assertThat(report.isFeasible()).isTrue();
        assertThat(report.types().get("puppet").converted()).isEqualTo(2);
    }

    @Test
    void givesUpAChangeThatHangsAndLetsItsServerGoOn() {
        ServerRef a = engine.start(spec().named("a").with("hang"));
        List<Object> before = states();

        RehearsalReport report = rehearse(upgrade(state -> {
            awaitRelease();
            return marked(state);
        }).changeWithin(SHORT));

        assertThat(report.isFeasible()).isFalse();
        assertThat(report.misfits()).extracting(Misfit::server).containsExactly("a");
        assertThat(report.misfits().get(0).reason()).contains("did not return within 50 ms", "awaitRelease");
        assertThat(a.call("state", LONG)).isEqualTo("hang");
        assertNothingHasChanged(before);
    }

    @Test
    void leavesAloneWhoRunsTheCodeAlready() {
        start("a");

        RehearsalReport report = rehearse(Upgrade.of(group, group.codes(), making(state -> {
            throw new IOException("not asked for");
        }, message -> message)));

        assertThat(report.isFeasible()).isTrue();
        assertThat(report.types().get("puppet").alone()).isEqualTo(1);
    }

    @Test
    void reportsThreadsThatAChangeHasStarted() {
        start("a");
        AtomicBoolean started = new AtomicBoolean();

        RehearsalReport report = rehearse(upgrade(state -> {
            if (started.compareAndSet(false, true)) {
                Thread thread = new Thread(() -> {
                    try {
                        awaitRelease();
                    } catch (InterruptedException ended) {
                        Thread.currentThread().interrupt();
                    }
                }, "stranger");
                thread.setDaemon(true);
                thread.start();
            }
            return marked(state);
        }));

        assertThat(report.isFeasible()).isFalse();
        assertThat(report.problem()).hasValueSatisfying(problem -> assertThat(problem).contains("stranger"));
    }

    // ---- supervisors

    private Map<String, Code<?>> withSupervisor(String version, Supervisor supervisor) {
        Map<String, Code<?>> codes = new HashMap<>(code(version));
        codes.put("sup", engine.supervisor("stage", version, "sup", supervisor));
        return codes;
    }

    private static Optional<SupervisorSpec> children(String... names) {
        ChildSpec[] children = new ChildSpec[names.length];
        for (int i = 0; i < names.length; i++) {
            children[i] = ChildSpec.of(names[i], spec().named(names[i]));
        }
        return Optional.of(SupervisorSpec.oneForOne(children));
    }

    @Test
    void tellsWhichChildrenWouldBeAddedAndStartsNone() {
        group.load(withSupervisor("1", (argument, occasion) -> children("a")));
        engine.start(ServerSpec.of("stage", "sup").named("boss"));

        RehearsalReport report = rehearse(Upgrade.of(group, withSupervisor("2", (argument, occasion) -> children("a",
                "b")), keeping()));

        assertThat(report.isFeasible()).isTrue();
        assertThat(report.added()).containsOnlyKeys("boss");
        assertThat(report.added().get("boss")).containsExactly("b");
        assertThat(report.types().get("sup").converted()).isEqualTo(1);
        assertThat(engine.whereis("b")).isEmpty();
        assertThat(engine.supervisors().whichChildren(engine.named("boss"))).hasSize(1);
    }

    @Test
    void checksTheNewChildSpecifications() {
        group.load(withSupervisor("1", (argument, occasion) -> children("a")));
        engine.start(ServerSpec.of("stage", "sup").named("boss"));

        RehearsalReport report = rehearse(Upgrade.of(group, withSupervisor("2", (argument, occasion) -> {
            assertThat(occasion).isEqualTo(Occasion.UPGRADE);
            return children("b", "b");
        }), keeping()));

        assertThat(report.misfits()).singleElement().satisfies(misfit -> {
            assertThat(misfit.server()).isEqualTo("boss");
            assertThat(misfit.reason()).contains("'b'");
        });
    }

    // ---- nothing is left

    @Test
    void leavesNothingOfTheCodeThatWasTried() {
        PinnedLoader old = new PinnedLoader("1");
        pinned.load(old.codes(engine));
        engine.start(spec("patient").named("x").with(old.message("nothing")));
        ServerRef suspended = engine.start(spec("lender").named("y").with(old.message("nothing")));
        engine.start(ServerSpec.of("pinned", "boss").named("z").with(old.message("nothing")));
        engine.sys().suspend(suspended, LONG);
        suspended.cast(old.message("waits"));

        WeakReference<?> tried = rehearsePinned();

        engine.forgetRemovedCode();
        assertCollected(tried);
        engine.sys().resume(suspended);
        assertThat(engine.named("x").call(old.message("hello"), LONG)).isEqualTo("hello");
        assertThat(suspended.call(old.message("hello"), LONG)).isEqualTo("hello");
    }

    private WeakReference<?> rehearsePinned() {
        PinnedLoader next = new PinnedLoader("2");
        RehearsalReport report = Upgrade.of(pinned, next.codes(engine), making(state -> next.state(), message -> next
                .message("converted"))).restWithin(LONG).changeWithin(LONG).rehearse().get(pinned);
        assertThat(report.isFeasible()).as(report.toString()).isTrue();
        kept.add(report);
        return new WeakReference<>(next);
    }

    @Test
    void losesNoMessageAndKeepsTheOrderWhileItGoesOnAgainAndAgain() throws Exception {
        int each = 2_000;
        List<ServerRef> servers = new ArrayList<>();
        List<Future<?>> senders = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ServerRef server = engine.start(spec().with(0));
            servers.add(server);
            senders.add(clients.submit(() -> {
                for (int message = 0; message < each; message++) {
                    int expected = message;
                    server.cast(Puppet.step((state, context) -> new NoReply<>(state.equals(expected)
                            ? expected + 1
                            : "out of order")));
                    assertThat(server.call(Puppet.step((state, context) -> new Reply<>(state, state)), LONG)).isEqualTo(
                            expected + 1);
                }
                return null;
            }));
        }
        int rehearsals = 0;
        while (senders.stream().anyMatch(sender -> !sender.isDone())) {
            RehearsalReport report = rehearse(upgrade(RehearsalTest::marked));
            assertThat(report.isFeasible()).as(report.toString()).isTrue();
            rehearsals++;
        }
        for (Future<?> sender : senders) {
            sender.get(10, TimeUnit.SECONDS);
        }
        assertThat(servers).allSatisfy(server -> assertThat(server.call("state", LONG)).isEqualTo(each));
        assertThat(rehearsals).isPositive();
    }
}
