/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.engine.ServerChange.Result;
import dev.twofold.server.Binding;
import dev.twofold.server.ExitReason;
import dev.twofold.server.NoReply;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** All servers at once or one by one, of one group or several, with states made in time or before. */
class UpgradeTest extends PuppetStage {

    private static final Duration SHORT = Duration.ofMillis(50);

    private final ServerGroup other = engine.group("other");
    private final Map<String, Code<?>> two = code("2");
    private final Queue<Object> asked = new ConcurrentLinkedQueue<>();
    private final AtomicInteger commits = new AtomicInteger();

    /** What makes a state of another; what it throws refuses. */
    private interface Making {
        Object of(Object state) throws Exception;
    }

    @BeforeEach
    void loadOther() {
        other.load(otherCode("1"));
    }

    private Map<String, Code<?>> otherCode(String version) {
        return Map.of("puppet", new Code<>("other", version, "puppet", puppet));
    }

    private ServerRef startOther(String name) {
        return engine.start(ServerSpec.of("other", "puppet").named(name));
    }

    private StateChange making(Making making) {
        return new StateChange() {
            @Override
            public Object state(Code<?> from, Code<?> to, Object state) throws Exception {
                asked.add(state);
                return making.of(state);
            }

            @Override
            public Object message(Object message) {
                return message;
            }
        };
    }

    private static Object marked(Object state) {
        return state + ">2";
    }

    private Upgrade upgrade(Making making) {
        return Upgrade.of(group, two, making(making)).restWithin(LONG).changeWithin(LONG);
    }

    private Upgrade both(Making making) {
        return Upgrade.of(List.of(new GroupChange(other, otherCode("2"), making(making)),
                new GroupChange(group, two, making(making)))).restWithin(LONG).changeWithin(LONG);
    }

    private UpgradeReport run(Upgrade upgrade) {
        return upgrade.run(commits::incrementAndGet);
    }

    private static Object state(ServerRef server) {
        return server.call("state", LONG);
    }

    private List<String> versions() {
        return engine.servers().stream().map(info -> info.version()).toList();
    }

    // ---- several groups

    @Test
    void changesSeveralGroupsAtOnce() {
        ServerRef a = start("a");
        ServerRef b = startOther("b");

        UpgradeReport report = run(both(UpgradeTest::marked));

        assertThat(state(a)).isEqualTo("new>2");
        assertThat(state(b)).isEqualTo("new>2");
        assertThat(versions()).containsOnly("2");
        assertThat(report.groups()).containsOnlyKeys("stage", "other");
        assertThat(report.all().changed()).isEqualTo(2);
        assertThat(commits).hasValue(1);
    }

    @Test
    void changesNoGroupIfOneCannotBe() {
        Server a = (Server) start("a");
        Server b = (Server) startOther("b");
        b.call(Puppet.append(" poison"), LONG);
        List<Object> before = List.of(a.state(), b.state());

        assertThatThrownBy(() -> run(both(state -> {
            if (state.equals("new poison")) {
                throw new IOException("it is poison");
            }
            return marked(state);
        }))).isInstanceOf(ChangeFailedException.class).hasMessageContaining("server b").hasMessageContaining("poison");

        assertSame(before, a, b);
        assertThat(versions()).containsOnly("1");
        assertThat(commits).hasValue(0);
        assertThat(state(a)).isEqualTo("new");
    }

    private static void assertSame(List<Object> before, Server... servers) {
        for (int i = 0; i < servers.length; i++) {
            assertThat(servers[i].state()).isSameAs(before.get(i));
        }
    }

    @Test
    void changesNothingIfItCannotBeWrittenDown() {
        Server a = (Server) start("a");
        List<Object> before = List.of(a.state());

        assertThatThrownBy(() -> upgrade(UpgradeTest::marked).run(() -> {
            throw new IOException("disk full");
        })).isInstanceOf(IOException.class);

        assertSame(before, a);
        assertThat(group.codes().get("puppet").version()).isEqualTo("1");
        assertThat(a.call("state", LONG)).isEqualTo("new");
    }

    /** Without being gated together, each of the groups would wait for the other's gate to open. */
    @Test
    void letsCallsPassBetweenGroupsThatAreWaitedFor() throws Exception {
        ServerRef a = start("a");
        ServerRef b = startOther("b");
        ServerRef c = start("c");
        CountDownLatch entered = new CountDownLatch(1);
        Future<Object> reply = clients.submit(() -> a.call(Puppet.act(context -> {
            entered.countDown();
            awaitRelease();
            b.cast(" cast");
            return b.call(Puppet.act(inner -> c.call("through both", LONG)), LONG);
        }), LONG));
        assertReached(entered);
        Future<UpgradeReport> upgrade = clients.submit(() -> run(both(UpgradeTest::marked)));
        await("the gates are closing", () -> group.gatedNanos() > 0 && other.gatedNanos() > 0);
        await("a is gated", () -> ((Server) a).has(StatusWord.GATED));

        release.countDown();

        assertThat(reply.get(10, TimeUnit.SECONDS)).isEqualTo("through both");
        assertThat(upgrade.get(10, TimeUnit.SECONDS).all().changed()).isEqualTo(3);
        assertThat(state(b)).isEqualTo("new cast>2");
    }

    @Test
    void namesHoldersOfAllGroups() throws Exception {
        ServerRef a = start("a");
        ServerRef b = startOther("b");
        occupy(a);
        occupy(b);

        assertThatThrownBy(() -> run(both(UpgradeTest::marked).restWithin(SHORT)))
                .isInstanceOfSatisfying(GateTimeoutException.class, busy -> {
                    assertThat(busy.holders()).hasSize(2).allMatch(line -> line.contains("Puppet"));
                    assertThat(busy.stacks()).containsOnlyKeys("a of stage", "b of other");
                    assertThat(busy.stacks().get("a of stage")).anyMatch(frame -> frame.contains("awaitRelease"));
                }).hasMessageContaining("other, stage");

        release.countDown();
        assertThat(state(a)).isEqualTo("new");
        assertThat(commits).hasValue(0);
    }

    @Test
    void tellsWhatAHolderWaitsForAndWhichCallsWait() throws Exception {
        ServerRef a = start("a");
        ServerRef b = start("b");
        ServerRef between = startOther("between");
        engine.sys().suspend(b, LONG);
        Future<Object> reply = clients.submit(() -> a.call(Puppet.act(
                context -> between.call(Puppet.act(inner -> b.call("done", LONG)), LONG)), LONG));
        await("b is called", () -> waiting(b) == 1);

        assertThatThrownBy(() -> run(upgrade(UpgradeTest::marked).restWithin(SHORT)))
                .isInstanceOfSatisfying(GateTimeoutException.class, busy -> {
                    assertThat(busy.holders()).singleElement().asString()
                            .endsWith(", waiting for between, which waits for b, which is suspended");
                    assertThat(busy.held()).containsExactly("the call String of between to b");
                }).hasMessageContaining("waiting for between");

        engine.sys().resume(b);
        assertThat(reply.get(10, TimeUnit.SECONDS)).isEqualTo("done");
    }

    /** The server between has been called by somebody else, so what it waits for is not admitted. */
    @Test
    void tellsThatTheGateHoldsBackWhatAHolderWaitsFor() throws Exception {
        ServerRef a = start("a");
        ServerRef b = start("b");
        ServerRef between = startOther("between");
        CountDownLatch entered = new CountDownLatch(2);
        clients.submit(() -> between.call(Puppet.act(context -> {
            entered.countDown();
            awaitRelease();
            return b.call("x", LONG);
        }), LONG));
        clients.submit(() -> a.call(Puppet.act(context -> {
            entered.countDown();
            awaitRelease();
            return between.call("x", LONG);
        }), LONG));
        assertReached(entered);
        Future<Gate> closing = clients.submit(() -> group.closeGate(LONG));
        await("b is gated", () -> ((Server) b).has(StatusWord.GATED));
        release.countDown();

        await("it is told", () -> WaitText.waitsFor((Server) a)
                .equals(", waiting for between, which waits for b, which the gate holds back"));

        kill(between);
        closing.get(10, TimeUnit.SECONDS).close();
        assertThat(WaitText.waitsFor((Server) a)).isEmpty();
    }

    @Test
    void tellsWhichRepliesAreDeferred() throws Exception {
        ServerRef a = start("a");
        ServerRef b = start("b");
        CompletableFuture<Object> reply = b.sendRequest(Puppet.step((state, context) -> new NoReply<>(state)))
                .toCompletableFuture();
        await("b owes it", () -> !((Server) b).owed().isEmpty());
        occupy(a);

        assertThatThrownBy(() -> run(upgrade(UpgradeTest::marked).restWithin(SHORT)))
                .isInstanceOfSatisfying(GateTimeoutException.class, busy -> assertThat(busy.held())
                        .containsExactly("a call of somebody who does not wait to b, which has deferred its reply"));

        kill(b);
        assertThat(reply).failsWithin(LONG);
    }

    @Test
    void tellsThatServersWaitForEachOther() throws Exception {
        ServerRef a = start("a");
        ServerRef b = start("b");
        CountDownLatch both = new CountDownLatch(2);
        for (ServerRef server : List.of(a, b)) {
            server.cast(Puppet.act(context -> {
                both.countDown();
                assertReached(both);
                return (server == a ? b : a).call("x", LONG);
            }));
        }
        await("it is told", () -> WaitText.waitsFor((Server) a).equals(", waiting for b, which waits for a"));
        kill(a);
    }

    @Test
    void comesToAnEndWhenTwoUpgradeTheSameGroupsInAnotherOrder() throws Exception {
        ServerRef a = start("a");
        ServerRef b = startOther("b");
        List<Future<?>> work = new ArrayList<>();
        for (int thread = 0; thread < 2; thread++) {
            boolean turned = thread == 1;
            work.add(clients.submit(() -> {
                for (int round = 0; round < 100; round++) {
                    List<GroupChange> changes = new ArrayList<>(List.of(
                            new GroupChange(group, code("x"), making(state -> (Integer) state + 1)),
                            new GroupChange(other, otherCode("x"), making(state -> (Integer) state + 1))));
                    if (turned) {
                        Collections.reverse(changes);
                    }
                    Upgrade.of(changes).restWithin(LONG).run(commits::incrementAndGet);
                }
            }));
        }
        for (ServerRef server : List.of(a, b)) {
            engine.sys().replaceState(server, text -> text.equals("new") ? 0 : text, LONG);
        }
        for (Future<?> each : work) {
            try {
                each.get(30, TimeUnit.SECONDS);
            } catch (ExecutionException early) { // it came before the states were numbers
                assertThat(early).hasRootCauseInstanceOf(ChangeFailedException.class);
            }
        }
        Upgrade.of(List.of(new GroupChange(group, code("last"), making(state -> state)))).run(commits::incrementAndGet);
        assertThat(state(a)).isEqualTo(state(b)).isInstanceOf(Integer.class);
    }

    // ---- precopy

    @Test
    void makesStatesBeforeAndAgainOnlyThoseThatHaveChanged() throws Exception {
        start("a");
        ServerRef b = engine.start(spec().named("b").with("b0"));
        CountDownLatch entered = new CountDownLatch(1);
        Upgrade upgrade = upgrade(state -> {
            if (state.equals("b0")) {
                entered.countDown();
                awaitRelease();
            }
            return marked(state);
        }).precopy(true);
        Future<UpgradeReport> done = clients.submit(() -> run(upgrade));
        assertReached(entered);
        assertThat(group.gatedNanos()).isZero();
        b.call(Puppet.append("1"), LONG);
        release.countDown();

        assertThat(done.get(10, TimeUnit.SECONDS).all().changed()).isEqualTo(2);
        assertThat(state(b)).isEqualTo("b01>2");
        assertThat(state(engine.named("a"))).isEqualTo("new>2");
        assertThat(asked).containsExactlyInAnyOrder("new", "b0", "b01");
    }

    /** What was made of it before must not become its state. */
    @Test
    void leavesAServerAloneThatHasGoneOverByItselfSinceItsStateWasMade() throws Exception {
        ServerRef a = engine.start(spec().named("a").with("a0"));
        await("the turn of its start is over", ((Server) a)::isIdle);
        CountDownLatch entered = new CountDownLatch(1);
        Upgrade upgrade = upgrade(state -> {
            entered.countDown();
            awaitRelease();
            return marked(state);
        }).precopy(true);
        Future<UpgradeReport> done = clients.submit(() -> run(upgrade));
        assertReached(entered);
        group.redefine(two, keeping(), LONG);
        a.call(Puppet.append("1"), LONG);
        release.countDown();

        assertThat(done.get(10, TimeUnit.SECONDS).all().count(Result.THERE)).isEqualTo(1);
        assertThat(state(a)).isEqualTo("a01");
    }

    @Test
    void refusesBeforeAnybodyIsHeldIfAStateCannotBeMade() {
        Server a = (Server) start("a");
        await("the turn of its start is over", a::isIdle);
        List<Object> before = List.of(a.state());

        assertThatThrownBy(() -> run(upgrade(state -> {
            throw new IOException("no");
        }).precopy(true))).isInstanceOf(ChangeFailedException.class);

        assertThat(group.gatedNanos()).isZero();
        assertSame(before, a);
    }

    @Test
    void takesInWhoIsBornAfterTheStatesWereMade() throws Exception {
        engine.start(spec().named("a").with("a0"));
        CountDownLatch entered = new CountDownLatch(1);
        Upgrade upgrade = upgrade(state -> {
            if (state.equals("a0")) {
                entered.countDown();
                awaitRelease();
            }
            return marked(state);
        }).precopy(true);
        Future<UpgradeReport> done = clients.submit(() -> run(upgrade));
        assertReached(entered);
        ServerRef born = start("born");
        release.countDown();

        assertThat(done.get(10, TimeUnit.SECONDS).all().changed()).isEqualTo(2);
        assertThat(state(born)).isEqualTo("new>2");
    }

    // ---- rolling

    @Test
    void holdsOneServerAtATimeWhenItRolls() throws Exception {
        ServerRef a = engine.start(spec().named("a").with("a"));
        ServerRef b = engine.start(spec().named("b").with("b"));
        CountDownLatch entered = new CountDownLatch(1);
        Future<UpgradeReport> done = clients.submit(() -> run(upgrade(state -> {
            if (state.equals("b")) {
                entered.countDown();
                awaitRelease();
            }
            return marked(state);
        }).rolling(1)));
        assertReached(entered);
        Future<Object> held = clients.submit(() -> b.call("state", LONG));

        assertThat(state(a)).isEqualTo("a>2"); // it has gone over, and serves
        assertThat(commits).hasValue(1);
        assertThat(state(start("c"))).isEqualTo("new");
        assertThat(held.isDone()).isFalse();
        release.countDown();

        assertThat(held.get(10, TimeUnit.SECONDS)).isEqualTo("b>2");
        UpgradeReport report = done.get(10, TimeUnit.SECONDS);
        assertThat(report.all().changed()).isEqualTo(2);
        assertThat(report.problem()).isEmpty();
        assertThat(versions()).containsOnly("2");
    }

    @Test
    void changesNothingWhenTheFirstServerOfARollingUpgradeCannotGoOver() {
        Server a = (Server) start("a");
        List<Object> before = List.of(a.state());

        assertThatThrownBy(() -> run(upgrade(state -> {
            throw new IOException("no");
        }).rolling(2))).isInstanceOf(ChangeFailedException.class).hasMessageContaining("server a");

        assertSame(before, a);
        assertThat(group.codes().get("puppet").version()).isEqualTo("1");
        assertThat(commits).hasValue(0);
        assertThat(state(a)).isEqualTo("new");
    }

    @Test
    void tellsForHowLongOneServerIsHeldByARollingUpgrade() {
        for (int number = 0; number < 10; number++) {
            engine.start(spec().named("s" + number).with("s" + number));
        }
        UpgradeReport report = run(upgrade(state -> {
            long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2);
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            return marked(state);
        }).rolling(1));

        assertThat(report.held()).isGreaterThanOrEqualTo(Duration.ofMillis(2)).isLessThan(report.gate().plus(report
                .change()));
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 2 })
    void tellsWhenStatesBeginToBeMade(int atOnce) {
        start("a");
        List<String> order = new CopyOnWriteArrayList<>();
        Upgrade upgrade = upgrade(state -> {
            order.add("made");
            return marked(state);
        }).whenAtRest(() -> order.add("at rest"));
        run(atOnce == 0 ? upgrade : upgrade.rolling(atOnce));
        assertThat(order).containsExactly("at rest", "made");
    }

    @ParameterizedTest
    @ValueSource(ints = { 1, 3 })
    void leavesTheRestWhereItIsWhenOneOfThemCannotGoOver(int atOnce) {
        for (int number = 0; number < 20; number++) {
            engine.start(spec().named("s" + number).with("s" + number));
        }
        UpgradeReport report = run(upgrade(state -> {
            if (state.equals("s7")) {
                throw new IOException("seven");
            }
            return marked(state);
        }).rolling(atOnce));

        assertThat(report.problem().orElseThrow()).contains("server s7").contains("seven");
        int changed = report.all().changed();
        assertThat(changed).isBetween(7, 19);
        assertThat(report.all().count(Result.STAYED)).isEqualTo(20 - changed);
        assertThat(versions().stream().filter("2"::equals).count()).isEqualTo(changed);
        assertThat(state(engine.named("s7"))).isEqualTo("s7");

        UpgradeReport again = run(upgrade(UpgradeTest::marked).rolling(atOnce));
        assertThat(again.all().changed()).isEqualTo(20 - changed);
        assertThat(again.all().count(Result.THERE)).isEqualTo(changed);
        assertThat(state(engine.named("s0"))).isEqualTo("s0>2");
    }

    /** It is there already, and not yet said to be new, when the upgrade looks who is there. */
    @ParameterizedTest
    @ValueSource(ints = { 1, 3 })
    void countsAServerOnceThatBecomesAMemberJustWhenARollingUpgradeBegins(int atOnce) {
        Server born = (Server) start("a");
        start("b");

        UpgradeReport report = upgrade(UpgradeTest::marked).rolling(atOnce).run(() -> group.announce(born));

        assertThat(report.all().changed()).isEqualTo(2);
        assertThat(report.all().count(Result.THERE)).isZero();
        assertThat(report.all().servers()).extracting(ServerChange::server).containsExactlyInAnyOrder("a", "b");
    }

    /** Another thread that took it up again would hold it while the first one lets it go on. */
    @Test
    void triesAServerThatCannotGoOverOnceWhenItRolls() {
        Map<String, Code<?>> one = group.codes();
        for (int round = 0; round < 20; round++) {
            group.load(one);
            engine.start(spec().with("good"));
            engine.start(spec().with("bad"));
            AtomicInteger tries = new AtomicInteger();
            UpgradeReport report = run(upgrade(state -> {
                if (state.equals("bad")) {
                    tries.incrementAndGet();
                    throw new IOException("no");
                }
                return marked(state);
            }).rolling(4));

            assertThat(tries).hasValue(1);
            assertThat(report.all().count(Result.STAYED)).isEqualTo(1);
            group.kill(one.values());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 1 })
    void opensAServerAgainWhoseChangeHangsWhenItRolls(int hanging) throws Exception {
        Server first = (Server) engine.start(spec().named("s0").with("s0"));
        Server second = (Server) engine.start(spec().named("s1").with("s1"));
        Server hung = hanging == 0 ? first : second;
        Object before = hung.state();
        Upgrade upgrade = upgrade(state -> {
            if (state.equals("s" + hanging)) {
                awaitRelease();
            }
            return marked(state);
        }).rolling(1).changeWithin(SHORT);
        if (hanging == 0) {
            assertThatThrownBy(() -> run(upgrade)).isInstanceOf(ChangeFailedException.class)
                    .hasMessageContaining("server s0").hasMessageContaining("50 ms").hasMessageContaining(
                            "awaitRelease");
            assertThat(commits).hasValue(0);
        } else {
            assertThat(run(upgrade).problem().orElseThrow()).contains("server s1").contains("50 ms");
            assertThat(state(first)).isEqualTo("s0>2");
        }
        assertThat(state(hung)).isSameAs(before);
        release.countDown();
        await("the change has come back", () -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("twofold-rolling")));
        assertThat(state(hung)).isSameAs(before);
    }

    @Test
    void namesTheServerThatDoesNotComeToRestWhenItRolls() throws Exception {
        ServerRef a = start("a");
        occupy(a);
        assertThatThrownBy(() -> run(upgrade(UpgradeTest::marked).rolling(1).restWithin(SHORT)))
                .isInstanceOf(GateTimeoutException.class).hasMessageContaining("a in ").hasMessageContaining("Puppet");
        release.countDown();
        assertThat(state(a)).isEqualTo("new");
    }

    /** With the code alone, and the state of the old one, its next callback would fail. */
    @Test
    void changesAServerThatIsBoundToTheNewestWithItsState() throws Exception {
        engine.start(spec().named("a").with("a"));
        ServerRef newest = engine.start(spec().named("b").with("b").bound(Binding.NEWEST));
        CountDownLatch entered = new CountDownLatch(1);
        Server third = (Server) engine.start(spec().named("c").with("c"));
        Future<UpgradeReport> done = clients.submit(() -> run(upgrade(state -> {
            if (state.equals("b")) {
                entered.countDown();
                awaitRelease();
            }
            return marked(state);
        }).rolling(1)));
        assertReached(entered);
        Future<Object> held = clients.submit(() -> newest.call("state", LONG));
        release.countDown();
        assertThat(held.get(10, TimeUnit.SECONDS)).isEqualTo("b>2");
        assertThat(done.get(10, TimeUnit.SECONDS).all().changed()).isEqualTo(3);
        assertThat(third.state()).isEqualTo("c>2");
    }

    /** A server that could not yet take what was loaded goes over to what came after that, and not back. */
    @Test
    void doesNotGoBackToWhatWasLoadedBefore() throws Exception {
        ServerRef newest = engine.start(spec().named("a").bound(Binding.NEWEST));
        occupy(newest);
        group.load(two);
        Map<String, Code<?>> three = code("3");
        Future<UpgradeReport> done = clients.submit(() -> Upgrade.of(group, three, making(UpgradeTest::marked))
                .restWithin(LONG).run(commits::incrementAndGet));
        await("the gate is closing", () -> ((Server) newest).has(StatusWord.GATED));
        release.countDown();
        assertThat(done.get(10, TimeUnit.SECONDS).all().changed()).isEqualTo(1);
        assertThat(state(newest)).isEqualTo("new>2");
        await("system messages are done", () -> !((Server) newest).has(StatusWord.SYSTEM));
        assertThat(((Server) newest).code()).isSameAs(three.get("puppet"));
    }

    // ---- drain

    @Test
    void tellsWhenNoServerRunsTheOldCodeAnyMore() {
        ServerRef a = start("a");
        ServerRef b = start("b");
        ServerRef c = start("c");
        Code<?> one = group.codes().get("puppet");
        group.load(two);
        CompletableFuture<Void> drained = group.whenNoneRuns(List.of(one)).toCompletableFuture();
        kill(a);
        start("d");
        engine.sys().stop(b, ExitReason.NORMAL, LONG);
        assertThat(group.running(List.of(one))).isEqualTo(1);
        assertThat(drained).isNotDone();

        run(upgrade(UpgradeTest::marked));

        await("it is drained", drained::isDone);
        assertThat(state(c)).isEqualTo("new>2");
        assertThat(group.whenNoneRuns(List.of(one)).toCompletableFuture()).succeedsWithin(LONG);
    }

    // ---- what a change may do wrong

    static Stream<Arguments> wrongs() {
        return Stream.of(wrong("calling_from_a_code_change", (stage, state) -> stage.start0().call("state", LONG)),
                wrong("calling_from_a_code_change", (stage, state) -> stage.start0().sendRequest("state")),
                wrong("starts no servers", (stage, state) -> stage.engine.start(spec())),
                wrong("StackOverflowError", (stage, state) -> deep(1)),
                wrong("not enough memory", (stage, state) -> {
                    throw new OutOfMemoryError("planned");
                }),
                wrong("IOException: no", (stage, state) -> {
                    throw new IOException("no");
                }),
                wrong("threads that still run (stray", (stage, state) -> stage.stray(state)));
    }

    private interface Wrong {
        Object of(UpgradeTest stage, Object state) throws Exception;
    }

    private static Arguments wrong(String text, Wrong wrong) {
        return Arguments.of(text, wrong);
    }

    private ServerRef start0() {
        return engine.named("a");
    }

    private static int deep(int depth) {
        return deep(depth + 1) + 1;
    }

    private Object stray(Object state) {
        new Thread(() -> {
            try {
                awaitRelease();
            } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
            }
        }, "stray").start();
        return state;
    }

    @ParameterizedTest
    @MethodSource("wrongs")
    void refusesAChangeThatDoesWhatItMustNot(String text, Wrong wrong) {
        Server a = (Server) start("a");
        Server b = (Server) start("b");
        List<Object> before = List.of(a.state(), b.state());

        assertThatThrownBy(() -> run(upgrade(state -> wrong.of(this, state)))).isInstanceOf(ChangeFailedException.class)
                .hasMessageContaining(text);

        assertSame(before, a, b);
        assertThat(versions()).containsOnly("1");
        assertThat(a.call(Puppet.append("!"), LONG)).isEqualTo("appended");
    }

    // ---- threads

    private Thread changerOf(Map<String, Code<?>> codes, Making making) throws InterruptedException {
        Thread[] changer = new Thread[1];
        try {
            Upgrade.of(group, codes, making(state -> {
                changer[0] = Thread.currentThread();
                return making.of(state);
            })).run(() -> {});
        } catch (ChangeFailedException refused) {
            changer[0].join(LONG.toMillis());
        }
        return changer[0];
    }

    @Test
    void theThreadOfAChangeMakesTheNextUntilCodeGoes() throws Exception {
        start("one");
        Thread first = changerOf(two, state -> state);
        Thread second = changerOf(code("3"), state -> state);
        assertThat(second).isSameAs(first);

        engine.forgetRemovedCode();
        first.join(LONG.toMillis());
        assertThat(first.isAlive()).isFalse();
        assertThat(changerOf(code("4"), state -> state)).isNotSameAs(first);
    }

    @Test
    void theThreadOfARefusedChangeEndsAtOnce() throws Exception {
        start("one");
        Thread refused = changerOf(two, state -> {
            throw new IOException("no");
        });
        assertThat(refused.isAlive()).isFalse();
        assertThat(changerOf(two, state -> state)).isNotSameAs(refused);
    }

    @Test
    void whatCanBeDoneBeforeIsDoneWhileNobodyIsHeld() {
        ServerRef server = start("one");
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        StateChange careful = new StateChange() {
            @Override
            public void prepare(Code<?> from, Code<?> to) {
                seen.add(from.version() + " to " + to.version() + " " + UpgradeTest.state(server));
            }

            @Override
            public Object state(Code<?> from, Code<?> to, Object state) {
                seen.add("state");
                return state;
            }

            @Override
            public Object message(Object message) {
                return message;
            }
        };
        Upgrade.of(group, two, careful).run(() -> {});
        assertThat(seen).containsExactly("1 to 2 new", "state");
    }

    @Test
    void whatCannotBeDoneBeforeIsLeftToTheChange() {
        start("one");
        StateChange careless = new StateChange() {
            @Override
            public void prepare(Code<?> from, Code<?> to) {
                throw new LinkageError("not now");
            }

            @Override
            public Object state(Code<?> from, Code<?> to, Object state) {
                return state;
            }

            @Override
            public Object message(Object message) {
                return message;
            }
        };
        assertThat(Upgrade.of(group, two, careless).run(() -> {}).all().changed()).isEqualTo(1);
        assertThat(versions()).containsOnly("2");
    }
}
