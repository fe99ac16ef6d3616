/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** All servers of a group change their code at once, or none does. */
class GateTest {

    private static final Duration LONG = Duration.ofSeconds(10);

    private final Engine engine = new Engine();
    private final ServerGroup group = engine.group("bank");
    private final ExecutorService clients = Executors.newCachedThreadPool();

    @BeforeEach
    void loadCode() {
        group.load(code("1"));
    }

    @AfterEach
    void stop() {
        clients.shutdownNow();
        engine.close();
    }

    private static Map<String, Code<?>> code(String version) {
        return Map.of("bank", new Code<>("bank", version, "bank", new Bank()));
    }

    private ServerRef start(String name) {
        return engine.start(ServerSpec.of("bank", "bank").named(name));
    }

    /** Adds a mark to each state, so that a test can count the changes. */
    private static StateChange marking(String mark) {
        return new StateChange() {
            @Override
            public Object state(Code<?> from, Code<?> to, Object state) {
                return ((Bank.Seen) state).plus(mark);
            }

            @Override
            public Object message(Object message) {
                return message;
            }
        };
    }

    private void swap(String version, StateChange change) {
        try (Gate gate = group.closeGate(LONG)) {
            gate.change(code(version), change, LONG);
            gate.commit();
        }
    }

    @Test
    void changesCodeAndStateOfAllServers() {
        ServerRef a = start("a");
        ServerRef b = start("b");
        a.call(new Bank.Add(1));
        swap("2", marking("changed"));
        assertThat(a.call(new Bank.Read())).isEqualTo(List.of(1, "changed"));
        assertThat(b.call(new Bank.Read())).isEqualTo(List.of("changed"));
        assertThat(engine.servers()).extracting("version").containsOnly("2");
        assertThat(start("c").call(new Bank.Read())).isEqualTo(List.of());
    }

    @Test
    void leavesEverythingWhenOneStateCannotBeChanged() {
        ServerRef a = start("a");
        start("b").call(new Bank.Add("poison"));
        StateChange failing = new StateChange() {
            @Override
            public Object state(Code<?> from, Code<?> to, Object state) {
                if (((Bank.Seen) state).items().contains("poison")) {
                    throw new IllegalArgumentException("cannot change poison");
                }
                return ((Bank.Seen) state).plus("changed");
            }

            @Override
            public Object message(Object message) {
                return message;
            }
        };
        assertThatThrownBy(() -> swap("2", failing)).isInstanceOf(ChangeFailedException.class)
                .hasMessageContaining("server b").hasMessageContaining("cannot change poison");
        assertThat(a.call(new Bank.Read())).isEqualTo(List.of());
        assertThat(engine.servers()).extracting("version").containsOnly("1");
    }

    @Test
    void refusesAChangeThatHangs() {
        start("a");
        CountDownLatch never = new CountDownLatch(1);
        StateChange hanging = new StateChange() {
            @Override
            public Object state(Code<?> from, Code<?> to, Object state) throws Exception {
                never.await();
                return state;
            }

            @Override
            public Object message(Object message) {
                return message;
            }
        };
        try (Gate gate = group.closeGate(LONG)) {
            assertThatThrownBy(() -> gate.change(code("2"), hanging, Duration.ofMillis(50)))
                    .isInstanceOf(ChangeFailedException.class).hasMessageContaining("server a")
                    .hasMessageContaining("50 ms").hasMessageContaining("in dev.twofold.engine.GateTest");
        }
        assertThat(engine.named("a").call(new Bank.Add(1))).isEqualTo(1);
    }

    // ---- more than one change behind one gate

    @Test
    void aSecondChangeReplacesTheFirst() {
        ServerRef a = start("a");
        ServerRef b = start("b");
        try (Gate gate = group.closeGate(LONG)) {
            b.cast(new Bank.Add("waiting"));
            gate.change(code("2"), marking("two"), LONG);
            gate.change(code("3"), marking("three"), LONG);
            gate.commit();
        }
        assertThat(a.call(new Bank.Read())).isEqualTo(List.of("three"));
        assertThat(b.call(new Bank.Read())).isEqualTo(List.of("three", "waiting"));
        assertThat(engine.servers()).extracting("version").containsOnly("3");
        assertThat(group.codes().get("bank").version()).isEqualTo("3");
    }

    @Test
    void servesOnOtherCodeAfterAChangeThatWasRefused() {
        ServerRef a = start("a");
        ServerRef b = start("b");
        b.call(new Bank.Add("poison"));
        try (Gate gate = group.closeGate(LONG)) {
            assertThatThrownBy(() -> gate.change(code("2"), refusingPoison(), LONG))
                    .isInstanceOf(ChangeFailedException.class).hasMessageContaining("poison");
            gate.change(code("1, started again"), keeping(), LONG);
            gate.commit();
        }
        assertThat(a.call(new Bank.Read())).isEqualTo(List.of());
        assertThat(b.call(new Bank.Read())).isEqualTo(List.of("poison"));
        assertThat(engine.servers()).extracting("version").containsOnly("1, started again");
    }

    @Test
    void servesOnOtherCodeAfterAChangeThatHangs() {
        ServerRef a = start("a");
        CountDownLatch never = new CountDownLatch(1);
        try (Gate gate = group.closeGate(LONG)) {
            assertThatThrownBy(() -> gate.change(code("2"), hanging(never), Duration.ofMillis(50)))
                    .isInstanceOf(ChangeFailedException.class).hasMessageContaining("50 ms");
            gate.change(code("1, started again"), keeping(), LONG);
            gate.commit();
            never.countDown();
        }
        assertThat(a.call(new Bank.Read())).isEqualTo(List.of());
        assertThat(engine.servers()).extracting("version").containsOnly("1, started again");
    }

    @Test
    void commitsNothingOfAFirstChangeAfterASecondThatWasRefused() {
        ServerRef a = start("a");
        a.call(new Bank.Add("poison"));
        try (Gate gate = group.closeGate(LONG)) {
            gate.change(code("2"), marking("two"), LONG);
            assertThatThrownBy(() -> gate.change(code("3"), refusingPoison(), LONG))
                    .isInstanceOf(ChangeFailedException.class);
            gate.commit();
        }
        assertThat(a.call(new Bank.Read())).isEqualTo(List.of("poison"));
        assertThat(engine.servers()).extracting("version").containsOnly("1");
        assertThat(group.codes().get("bank").version()).isEqualTo("1");
    }

    private static StateChange keeping() {
        return making(state -> state);
    }

    private static StateChange hanging(CountDownLatch latch) {
        return making(state -> {
            latch.await();
            return state;
        });
    }

    private static StateChange refusingPoison() {
        return making(state -> {
            if (state.items().contains("poison")) {
                throw new IllegalArgumentException("cannot change poison");
            }
            return state.plus("changed");
        });
    }

    /** What makes a state of another. */
    private interface Making {
        Bank.Seen of(Bank.Seen state) throws Exception;
    }

    private static StateChange making(Making making) {
        return new StateChange() {
            @Override
            public Object state(Code<?> from, Code<?> to, Object state) throws Exception {
                return making.of((Bank.Seen) state);
            }

            @Override
            public Object message(Object message) {
                return message;
            }
        };
    }

    // ---- what waits

    @Test
    void carriesWaitingMessagesOver() {
        ServerRef server = start("a");
        try (Gate gate = group.closeGate(LONG)) {
            server.cast(new Bank.Add("waiting"));
            gate.change(code("2"), new StateChange() {
                @Override
                public Object state(Code<?> from, Code<?> to, Object state) {
                    return state;
                }

                @Override
                public Object message(Object message) {
                    return message instanceof Bank.Add add ? new Bank.Add(add.item() + ", carried over") : message;
                }
            }, LONG);
            gate.commit();
        }
        assertThat(server.call(new Bank.Read())).isEqualTo(List.of("waiting, carried over"));
    }

    @Test
    void doesNotCountTimeBehindTheGateAgainstACall() throws Exception {
        ServerRef server = start("a");
        Future<Object> reply;
        try (Gate gate = group.closeGate(LONG)) {
            reply = clients.submit(() -> server.call(new Bank.Add(1), Duration.ofMillis(100)));
            assertThatThrownBy(() -> reply.get(400, TimeUnit.MILLISECONDS))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            assertThat(gate.size()).isEqualTo(1);
        }
        assertThat(reply.get(10, TimeUnit.SECONDS)).isEqualTo(1);
    }

    @Test
    void letsACallbackFinishTheCallsItMakesToItsOwnGroup() throws Exception {
        ServerRef inner = start("inner");
        ServerRef outer = start("outer");
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        // outer waits for inner, which is busy when the gate closes
        Future<Object> reply = clients
                .submit(() -> outer.call(new Bank.Ask(inner, new Bank.Block(entered, release))));
        assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
        Future<?> swap = clients.submit(() -> swap("2", marking("changed")));
        release.countDown();
        swap.get(10, TimeUnit.SECONDS);
        assertThat(reply.get(10, TimeUnit.SECONDS)).isEqualTo("released");
    }

    @Test
    void opensAgainAndNamesTheHandlerThatHangs() throws Exception {
        ServerRef server = start("a");
        Bank.Block block = new Bank.Block(new CountDownLatch(1), new CountDownLatch(1));
        server.cast(block);
        assertThat(block.entered().await(10, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> group.closeGate(Duration.ofMillis(50))).isInstanceOf(GateTimeoutException.class)
                .hasMessageContaining("a in ").hasMessageContaining("Bank");
        block.release().countDown();
        assertThat(server.call(new Bank.Add(1))).isEqualTo(1);
    }

    @Test
    void holdsStartsBackUntilTheGateOpens() throws Exception {
        Future<ServerRef> starting;
        try (Gate gate = group.closeGate(LONG)) {
            starting = clients.submit(() -> start("late"));
            gate.change(code("2"), marking("changed"), LONG);
            gate.commit();
            assertThat(starting.isDone()).isFalse();
        }
        assertThat(starting.get(10, TimeUnit.SECONDS).call(new Bank.Read())).isEqualTo(List.of());
        assertThat(engine.servers()).extracting("version").containsOnly("2");
    }
}
