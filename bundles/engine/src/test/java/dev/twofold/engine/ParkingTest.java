/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.server.CallFailedException;
import dev.twofold.server.ExitReason;
import dev.twofold.server.From;
import dev.twofold.server.NoReply;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerRef;
import dev.twofold.server.Timeout;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers that are parked while states are made before the gate closes, and what comes for them at every moment of that. */
class ParkingTest extends PuppetStage {

    private static final int CROWD = 20_000;
    private static final int SWAPS = 200;
    private static final Object COUNTING = Puppet.step((state, context) -> new Reply<>("counted", (Integer) state + 1));

    private final Map<String, Code<?>> two = code("2");
    private final Queue<Object> asked = new ConcurrentLinkedQueue<>();
    private final AtomicReference<String> refused = new AtomicReference<>("");
    private Gate gate;

    private final StateChange marking = new StateChange() {
        @Override
        public Object state(Code<?> from, Code<?> to, Object state) throws IOException {
            asked.add(state);
            if (state.equals(refused.get())) {
                throw new IOException("no " + state);
            }
            return state + ">" + to.version();
        }

        @Override
        public Object message(Object message) {
            if (message.equals("unfit")) {
                throw new IllegalArgumentException("no " + message);
            }
            return message instanceof String text && !text.equals("state") ? text + "'" : message;
        }
    };

    @AfterEach
    void closeGate() {
        if (gate != null) {
            gate.close();
        }
    }

    /** One that is parked when states are made. */
    private Server idle(String name) {
        Server server = (Server) engine.start(spec().named(name).with(name));
        await(name + " is idle", server::isIdle);
        return server;
    }

    private List<GroupChange> changes() {
        return List.of(new GroupChange(group, two, marking));
    }

    private void precopy() {
        gate = Gate.prepare(List.of(group), LONG);
        gate.precopy(changes(), LONG);
    }

    private ChangeReport change() {
        gate.close(LONG);
        return gate.change(changes(), LONG).get(group);
    }

    private static boolean isParked(Server server) {
        return server.has(StatusWord.PARKED);
    }

    private static Object state(ServerRef server) {
        return server.call("state", LONG);
    }

    private void assertNothingIsLeft(Server... servers) {
        assertThat(group.lot()).isNull();
        for (Server server : servers) {
            await("it is at rest", () -> !server.has(~0 & ~(StatusWord.SUSPENDED | StatusWord.LENDING)));
        }
    }

    // ---- what is done

    @Test
    void parksWhoRestsUntilTheGateHasBeenOpened() throws Exception {
        Server resting = idle("resting");
        Server busy = idle("busy");
        occupy(busy);
        precopy();
        assertThat(isParked(resting)).isTrue();
        assertThat(isParked(busy)).isFalse();
        assertThat(resting.info().status()).isEqualTo(dev.twofold.server.ServerStatus.IDLE);
        release.countDown();

        gate.close(LONG);
        assertThat(resting.has(StatusWord.GATED)).isFalse();
        gate.make(changes(), LONG);
        gate.commit();
        gate.open();
        assertThat(isParked(resting)).isTrue();
        gate.close();

        assertThat(resting.code().version()).isEqualTo("2");
        assertThat(resting.state()).isEqualTo("resting>2");
        assertThat(asked).containsExactlyInAnyOrder("resting", "busy");
        assertNothingIsLeft(resting, busy);
    }

    @Test
    void countsThoseThatHaveGoneOverFromTheLot() throws Exception {
        for (int i = 0; i < 5; i++) {
            idle("s" + i);
        }
        precopy();
        engine.named("s3").call(Puppet.append("+"), LONG);
        kill(engine.serverOf(engine.named("s4")).orElseThrow());
        gate.close(LONG);
        var report = gate.make(changes(), LONG);
        gate.commit();
        gate.close();

        assertThat(report.get().get(group).changed()).isEqualTo(4);
    }

    @Test
    void makesAStateAgainThatHasChangedSince() {
        Server a = idle("a");
        Server b = idle("b");
        precopy();
        a.call(Puppet.append("1"), LONG);
        assertThat(isParked(a)).isFalse();
        assertThat(change().changed()).isEqualTo(1);
        gate.commit();
        gate.close();

        assertThat(state(a)).isEqualTo("a1>2");
        assertThat(state(b)).isEqualTo("b>2");
        assertThat(asked).containsExactlyInAnyOrder("a", "b", "a1");
        assertNothingIsLeft(a, b);
    }

    @Test
    void takesWhatWasMadeOfOneThatWasOnlyAsked() {
        Server a = idle("a");
        precopy();
        assertThat(state(a)).isEqualTo("a");
        change();
        gate.commit();
        gate.close();

        assertThat(state(a)).isEqualTo("a>2");
        assertThat(asked).containsExactly("a");
    }

    /** Or the gate closes while its callback runs, and everybody waits for that. */
    @Test
    void looksForALullAmongThoseThatAreInUse() throws Exception {
        Server busy = idle("busy");
        idle("resting");
        precopy();
        assertThat(gate.size()).isZero();
        occupy(busy);
        gate.awaitLull(Duration.ofMillis(1));

        assertThat(gate.size()).isEqualTo(1);
        release.countDown();
        assertThat(change().changed()).isEqualTo(1);
    }

    // ---- nothing is done

    @Test
    void leavesTheVerySameStatesWhenTheGateIsGivenUp() throws Exception {
        Server parked = idle("parked");
        Server woken = idle("woken");
        Server called = idle("called");
        List<Object> before = List.of(parked.state(), woken.state(), called.state());
        precopy();
        assertThat(state(woken)).isEqualTo("woken");
        change();
        Future<Object> held = clients.submit(() -> called.call(Puppet.append("1"), LONG));
        await("the call waits", () -> waiting(called) == 1);
        gate.close();

        assertThat(held.get(10, TimeUnit.SECONDS)).isEqualTo("appended");
        assertThat(parked.state()).isSameAs(before.get(0));
        assertThat(woken.state()).isSameAs(before.get(1));
        assertThat(called.state()).isEqualTo("called1");
        assertThat(List.of(parked, woken, called)).allMatch(server -> server.code().version().equals("1"));
        assertNothingIsLeft(parked, woken, called);
    }

    @Test
    void changesNothingWhenTheStateOfAWokenOneCannotBeMade() {
        Server parked = idle("parked");
        Server woken = idle("woken");
        Object before = parked.state();
        precopy();
        woken.call(Puppet.append("!"), LONG);
        Object after = woken.state();
        refused.set("woken!");
        assertThatThrownBy(this::change).isInstanceOf(ChangeFailedException.class).hasMessageContaining("no woken!");
        gate.close();

        assertThat(parked.state()).isSameAs(before);
        assertThat(woken.state()).isSameAs(after);
        assertThat(state(parked)).isEqualTo("parked");
        assertNothingIsLeft(parked, woken);
    }

    @Test
    void givesUpWhenSomebodyDoesNotComeToRest() throws Exception {
        Server parked = idle("parked");
        Server busy = idle("busy");
        occupy(busy);
        precopy();
        assertThatThrownBy(() -> gate.close(Duration.ofMillis(20))).isInstanceOf(GateTimeoutException.class);
        gate.close();

        assertThat(state(parked)).isEqualTo("parked");
        assertNothingIsLeft(parked);
    }

    // ---- what comes while the gate is closed

    @Test
    void holdsWhatComesFromOutsideUntilItHasGoneOver() throws Exception {
        Server a = idle("a");
        precopy();
        change();
        Future<Object> held = clients.submit(() -> state(a));
        await("the call waits", () -> waiting(a) == 1);
        assertThat(a.handled()).isZero();
        gate.commit();
        gate.open();

        assertThat(held.get(10, TimeUnit.SECONDS)).isEqualTo("a>2");
        gate.close();
        assertThat(asked).containsExactly("a");
        assertNothingIsLeft(a);
    }

    @Test
    void carriesMessagesOverThatWait() {
        Server before = idle("before");
        Server after = idle("after");
        precopy();
        gate.close(LONG);
        before.cast("x");
        gate.change(changes(), LONG);
        after.cast("y");
        gate.commit();
        gate.close();

        assertThat(state(before)).isEqualTo("before>2x'");
        assertThat(state(after)).isEqualTo("after>2y'");
    }

    @Test
    void refusesByNameAMessageThatWaitsAndCannotBeCarriedOver() {
        Server a = idle("a");
        precopy();
        gate.close(LONG);
        a.cast("unfit");
        assertThatThrownBy(() -> gate.change(changes(), LONG)).isInstanceOf(ChangeFailedException.class)
                .hasMessageContaining("a").hasMessageContaining("no unfit");
        gate.close();

        assertThat(state(a)).isEqualTo("aunfit");
    }

    @Test
    void admitsACallOfACallbackThatStillRuns() throws Exception {
        Server parked = idle("parked");
        Server runs = idle("runs");
        CountDownLatch entered = new CountDownLatch(1);
        Future<Object> answer = clients.submit(() -> runs.call(Puppet.act(context -> {
            entered.countDown();
            awaitRelease();
            return parked.call(Puppet.append("1"), LONG);
        }), LONG));
        assertReached(entered);
        precopy();
        Future<?> closed = clients.submit(() -> gate.close(LONG));
        await("the gate closes", () -> runs.has(StatusWord.GATED));
        Future<Object> outside = clients.submit(() -> state(parked));
        await("one from outside waits", () -> waiting(parked) == 1);
        release.countDown();

        assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("appended");
        closed.get(10, TimeUnit.SECONDS);
        assertThat(outside.isDone()).isFalse();
        gate.change(changes(), LONG);
        gate.commit();
        gate.close();
        assertThat(outside.get(10, TimeUnit.SECONDS)).isEqualTo("parked1>2");
    }

    @Test
    void paysADeferredReplyThatACallbackWaitsFor() throws Exception {
        Server owes = idle("owes");
        Server runs = idle("runs");
        AtomicReference<From> debt = new AtomicReference<>();
        Future<Object> answer = clients.submit(() -> runs.call(Puppet.act(context -> owes.call(
                Puppet.step((state, inner) -> new NoReply<>(state)), LONG)), LONG));
        await("it owes", () -> !owes.owed().isEmpty() && owes.isIdle());
        debt.set(owes.owed().get(0));
        precopy();
        assertThat(isParked(owes)).isTrue();
        Future<?> closed = clients.submit(() -> gate.close(LONG));
        await("the gate closes", () -> runs.has(StatusWord.GATED));
        owes.cast(Puppet.act(context -> {
            debt.get().reply("paid");
            return true;
        }));

        assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("paid");
        closed.get(10, TimeUnit.SECONDS);
    }

    @Test
    void keepsATimerThatEndsMeanwhile() {
        Server a = idle("a");
        a.cast(Puppet.step((state, context) -> new NoReply<>(state, dev.twofold.server.After.timeout(Duration.ofMillis(
                1)))));
        await("it waits", () -> a.handled() > 0 && a.isIdle());
        precopy();
        change();
        await("its time is up", () -> waiting(a) == 1 || puppet.infos.contains(Timeout.TIMEOUT));
        gate.commit();
        gate.close();

        await("it has heard of that", () -> puppet.infos.contains(Timeout.TIMEOUT));
        assertThat(String.valueOf(state(a))).isEqualTo("a>2");
    }

    // ---- what comes after

    @Test
    void goesOverFirstWhenItIsCalledRightAfter() {
        Server called = idle("called");
        Server left = idle("left");
        precopy();
        change();
        gate.commit();
        gate.open();

        assertThat(state(called)).isEqualTo("called>2");
        assertThat(called.call(Puppet.append("3"), LONG)).isEqualTo("appended");
        assertThat(left.code().version()).isEqualTo("1");
        gate.close();
        assertThat(called.state()).isEqualTo("called>23");
        assertThat(left.state()).isEqualTo("left>2");
        assertNothingIsLeft(called, left);
    }

    @Test
    void goesOverFirstWhenTheOperatorAsks() {
        Server a = idle("a");
        precopy();
        change();
        gate.commit();
        gate.open();

        assertThat(engine.sys().state(a, LONG)).isEqualTo("a>2");
        gate.close();
    }

    // ---- ends, suspensions, births

    @Test
    void endsAtOnceWhenItIsKilled() throws Exception {
        Server early = idle("early");
        Server closed = idle("closed");
        Server late = idle("late");
        precopy();
        kill(early);
        assertThat(engine.start(spec().named("early").with("next")).isAlive()).isTrue();
        change();
        kill(closed);
        assertThat(engine.named("closed").isAlive()).isFalse();
        gate.commit();
        gate.open();
        kill(late);
        gate.close();

        assertThat(state(engine.named("early"))).isEqualTo("next>2");
        assertThat(List.of(early, closed, late)).allMatch(server -> server.code() == null && server.state() == null);
        assertThatThrownBy(() -> state(late)).isInstanceOf(CallFailedException.class);
        assertThat(group.lot()).isNull();
    }

    @Test
    void stopsInItsTurn() throws Exception {
        Server early = idle("early");
        Server held = idle("held");
        Server late = idle("late");
        precopy();
        engine.sys().stop(early, ExitReason.NORMAL, LONG);
        change();
        Future<?> stopped = clients.submit(() -> engine.sys().stop(held, ExitReason.NORMAL, LONG));
        await("the order waits", () -> waiting(held) == 1);
        assertThat(held.isAlive()).isTrue();
        gate.commit();
        gate.open();
        stopped.get(10, TimeUnit.SECONDS);
        engine.sys().stop(late, ExitReason.NORMAL, LONG);
        gate.close();
        assertThat(List.of(early, held, late)).noneMatch(Server::isAlive);
    }

    @Test
    void staysSuspended() throws Exception {
        Server before = idle("before");
        Server early = idle("early");
        Server closed = idle("closed");
        engine.sys().suspend(before, LONG);
        precopy();
        engine.sys().suspend(early, LONG);
        change();
        Future<?> suspended = clients.submit(() -> engine.sys().suspend(closed, LONG));
        await("it is to be suspended", () -> closed.has(StatusWord.SUSPENDED));
        gate.commit();
        gate.close();

        suspended.get(10, TimeUnit.SECONDS);
        for (Server server : List.of(before, early, closed)) {
            Future<Object> held = clients.submit(() -> state(server));
            await("the call waits", () -> waiting(server) == 1);
            assertThat(server.code().version()).isEqualTo("2");
            engine.sys().resume(server);
            assertThat(held.get(10, TimeUnit.SECONDS)).isEqualTo(server.name() + ">2");
        }
    }

    // ---- again and again

    @Test
    void changesAgainAndBackRightAfter() {
        Server a = idle("a");
        for (String version : List.of("2", "1", "3", "2")) {
            await("it is idle", a::isIdle);
            UpgradeReport report = Upgrade.of(group, code(version), marking).precopy(true).run(() -> {});
            assertThat(report.all().changed()).isEqualTo(1);
            assertNothingIsLeft(a);
        }
        assertThat(state(a)).isEqualTo("a>2>1>3>2");
    }

    @Test
    void changesVeryManyOnSeveralThreads() {
        List<CompletionStage<ServerRef>> starts = new ArrayList<>();
        for (int i = 0; i < CROWD; i++) {
            starts.add(engine.startAsync(spec().with("s" + i).initWithin(LONG)));
        }
        List<Server> crowd = starts.stream().map(start -> (Server) start.toCompletableFuture().join()).toList();
        crowd.forEach(server -> await("it is idle", server::isIdle));
        Upgrade.of(group, two, marking).precopy(true).run(() -> {
            crowd.get(7).cast("x");
            return;
        });

        assertThat(crowd.get(7).call("state")).isEqualTo("s7>2x'");
        for (int i = 0; i < CROWD; i++) {
            assertThat(crowd.get(i).code().version()).isEqualTo("2");
        }
        assertThat(crowd.get(CROWD - 1).state()).isEqualTo("s" + (CROWD - 1) + ">2");
        assertThat(asked).hasSize(CROWD);
    }

    /** Each call finds what the one before has left, whatever is done with the server between. */
    @Test
    void losesAndDoublesNothingUnderLoad() throws Exception {
        ServerRef[] servers = new ServerRef[64];
        for (int i = 0; i < servers.length; i++) {
            servers[i] = engine.start(spec().with(0));
        }
        AtomicBoolean going = new AtomicBoolean(true);
        AtomicInteger sent = new AtomicInteger();
        List<Future<?>> work = new ArrayList<>();
        for (int client = 0; client < 2; client++) {
            work.add(clients.submit(() -> {
                for (int i = 0; going.get(); i++) {
                    servers[i % servers.length].call(COUNTING, LONG);
                    sent.incrementAndGet();
                    spin(i % 997);
                }
            }));
        }
        Deadline end = Deadline.in(LONG);
        for (int i = 0; i < SWAPS && !end.hasPassed(); i++) {
            boolean fails = i % 5 == 4;
            Upgrade upgrade = Upgrade.of(group, code("" + i), keeping()).precopy(true).restWithin(LONG);
            if (fails) {
                assertThatThrownBy(() -> upgrade.run(() -> {
                    throw new IOException("not now");
                })).isInstanceOf(IOException.class);
            } else {
                upgrade.run(() -> {});
            }
            assertThat(group.lot()).isNull();
        }
        going.set(false);
        for (Future<?> each : work) {
            each.get(10, TimeUnit.SECONDS);
        }
        int counted = 0;
        for (ServerRef server : servers) {
            counted += (Integer) state(server);
        }
        assertThat(counted).isEqualTo(sent.get()).isPositive();
    }

    @Test
    void startsWhoIsBornMeanwhile() {
        idle("a");
        precopy();
        Server born = idle("born");
        change();
        gate.commit();
        gate.close();

        assertThat(state(born)).isEqualTo("born>2");
    }
}
