/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.twofold.server.ServerRef;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that go over to another revision leave the old one, and those that cannot leave the new one. */
class ChangePinTest extends PinStage {

    private static final Duration SHORT = Duration.ofMillis(50);

    private static final ThreadLocal<List<Object>> LEFT = new ThreadLocal<>();

    private PinnedLoader old = new PinnedLoader("1");
    private PinnedLoader next = new PinnedLoader("2");

    /** What makes of a module's objects those of another revision. */
    private static StateChange changeTo(PinnedLoader revision) {
        return new StateChange() {
            @Override
            public Object state(Code<?> from, Code<?> to, Object state) {
                return isOfModule(state) ? revision.state() : state;
            }

            @Override
            public Object message(Object message) {
                return isOfModule(message) ? revision.message("converted") : message;
            }
        };
    }

    /** The same, and leaves what it has taken and made in its thread. */
    private static StateChange litteringChangeTo(PinnedLoader revision) {
        StateChange change = changeTo(revision);
        return new StateChange() {
            @Override
            public Object state(Code<?> from, Code<?> to, Object state) throws Exception {
                Object made = change.state(from, to, state);
                LEFT.set(List.of(state, made));
                return made;
            }

            @Override
            public Object message(Object message) {
                return change.message(message);
            }
        };
    }

    private static boolean isOfModule(Object value) {
        return value != null && value.getClass().getClassLoader() instanceof PinnedLoader;
    }

    private void load() {
        pinned.load(old.codes(engine));
    }

    private void changeAll() {
        try (Gate gate = pinned.closeGate(LONG)) {
            gate.change(next.codes(engine), changeTo(next), LONG);
            gate.commit();
            kept.add(gate);
        }
    }

    private WeakReference<?> forgetOld() {
        WeakReference<?> loader = new WeakReference<>(old);
        old = null;
        engine.forgetRemovedCode();
        return loader;
    }

    private WeakReference<?> forgetNext() {
        WeakReference<?> loader = new WeakReference<>(next);
        next = null;
        engine.forgetRemovedCode();
        return loader;
    }

    @ParameterizedTest
    @ValueSource(strings = { "call", "cast", "info", "request" })
    void goesOverAfterItsLastMessage(String kind) {
        load();
        for (String type : new String[] { "patient", "lender" }) {
            ServerRef server = engine.start(spec(type).named(type).with(old.message("nothing")));
            engine.sys().statistics(server, true, LONG);
            for (int i = 0; i < 3; i++) {
                send(kind, server, old.message("hello"));
            }
            await("all is handled", () -> engine.sys().statistics(server, LONG).orElseThrow().messagesIn() == 3);
        }
        changeAll();
        assertCollected(forgetOld());
        assertThat(engine.named("patient").call(next.message("hello"), LONG)).isEqualTo("hello");
        assertThat(engine.named("lender").call(next.message("hello"), LONG)).isEqualTo("hello");
    }

    private static void send(String kind, ServerRef server, Object message) {
        switch (kind) {
            case "call" -> server.call(message, LONG);
            case "cast" -> server.cast(message);
            case "info" -> server.send(message);
            default -> server.sendRequest(message);
        }
    }

    @Test
    void goesOverWithMessagesThatWait() throws Exception {
        load();
        ServerRef server = engine.start(spec("patient"));
        engine.sys().suspend(server, LONG);
        server.cast(old.message("waits"));
        var reply = server.sendRequest(old.message("waits")).toCompletableFuture();
        try (Gate gate = pinned.closeGate(LONG)) {
            server.cast(old.message("held"));
            gate.change(next.codes(engine), changeTo(next), LONG);
            server.cast(old.message("comes late"));
            gate.commit();
        }
        assertCollected(forgetOld());
        engine.sys().resume(server);
        assertThat(reply.get(10, TimeUnit.SECONDS)).isEqualTo("converted");
    }

    @Test
    void goesOverWithTimersDebtsAndRelations() throws Exception {
        load();
        ServerRef survivor = start("survivor");
        survivor.call(Puppet.act(context -> context.trapExits(true)), LONG);
        ServerRef server = engine.start(spec("patient").named("a"));
        kept.add(server.sendRequest(old.message("answer later", kept)));
        server.call(old.message("monitor", survivor), LONG);
        server.call(old.message("link", survivor), LONG);
        server.call(old.message("start", spec("lender").with(old.message("nothing"))), LONG);
        server.call(old.message("wait"), LONG);
        changeAll();
        assertCollected(forgetOld());
        assertThat(server.call(next.message("hello"), LONG)).isEqualTo("hello");
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void leavesOneOfBothWhenItWasParked(boolean commit) {
        load();
        for (String name : new String[] { "resting", "called", "held", "killed" }) {
            Server server = (Server) engine.start(spec("patient").named(name));
            await("it is idle", server::isIdle);
        }
        park(commit);
        assertThat(pinned.lot()).isNull();
        assertCollected(commit ? forgetOld() : forgetNext());
        PinnedLoader left = commit ? next : old;
        assertThat(engine.named("resting").call(left.message("hello"), LONG)).isEqualTo("hello");
        assertThat(engine.named("called").call(left.message("hello"), LONG)).isEqualTo("hello");
    }

    private void park(boolean commit) {
        List<GroupChange> changes = List.of(new GroupChange(pinned, next.codes(engine), changeTo(next)));
        Server killed = engine.serverOf(engine.named("killed")).orElseThrow();
        kept.add(killed);
        try (Gate gate = Gate.prepare(List.of(pinned), LONG)) {
            kept.add(gate);
            gate.precopy(changes, LONG);
            engine.named("called").call(old.message("hello"), LONG);
            gate.close(LONG);
            engine.named("held").cast(old.message("waits"));
            gate.change(changes, LONG);
            if (commit) {
                gate.commit();
            }
            gate.open();
            kill(killed);
        }
    }

    @Test
    void leavesTheThreadOfItsChange() {
        load();
        ServerRef server = engine.start(spec("patient"));
        try (Gate gate = pinned.closeGate(LONG)) {
            gate.change(next.codes(engine), litteringChangeTo(next), LONG);
            gate.commit();
            kept.add(gate);
        }
        assertCollected(forgetOld());
        assertThat(server.call(next.message("hello"), LONG)).isEqualTo("hello");
    }

    /** The survivor has not answered what the server has asked for in a cast. */
    @Test
    void goesOverWithARequestUnderWay() throws Exception {
        load();
        ServerRef survivor = start("survivor");
        occupy(survivor);
        ServerRef server = engine.start(spec("patient"));
        server.cast(old.message("request", new Object[] { survivor, "unanswered" }));
        await("it has asked", () -> waiting(survivor) == 1);
        changeAll();
        assertCollected(forgetOld());
        assertThat(server.call(next.message("hello"), LONG)).isEqualTo("hello");
    }

    @Test
    void goesOverWithItsSupervisor() {
        load();
        ServerRef boss = engine.start(spec("boss").with(old.message("nothing")));
        kept.addAll(engine.supervisors().whichChildren(boss));
        changeAll();
        assertCollected(forgetOld());
        assertThat(engine.supervisors().whichChildren(boss)).hasSize(2);
    }

    @Test
    void goesOverAlone() {
        load();
        ServerRef server = engine.start(spec("patient"));
        engine.sys().suspend(server, LONG);
        engine.changeCode(server, next.codes(engine).get("patient"), changeTo(next), LONG);
        engine.sys().resume(server);
        pinned.load(next.codes(engine));
        assertCollected(forgetOld());
        assertThat(server.call(next.message("hello"), LONG)).isEqualTo("hello");
    }

    // ---- changes that fail

    private void startMany() {
        load();
        for (int i = 0; i < 10; i++) {
            ServerRef server = engine.start(spec("patient").named("a" + i));
            engine.sys().suspend(server, LONG);
            server.cast(old.message("waits"));
        }
    }

    private void assertAllRunTheOldCode() {
        for (int i = 0; i < 10; i++) {
            ServerRef server = engine.whereis("a" + i).orElseThrow();
            engine.sys().resume(server);
            assertThat(server.call(old.message("hello"), LONG)).isEqualTo("hello");
        }
    }

    /** Fails for the last of some servers. */
    private static StateChange failing(PinnedLoader revision, int servers) {
        AtomicInteger left = new AtomicInteger(servers);
        StateChange change = changeTo(revision);
        return new StateChange() {
            @Override
            public Object state(Code<?> from, Code<?> to, Object state) throws Exception {
                if (left.decrementAndGet() == 0) {
                    throw (Exception) revision.make("Failure", revision.message("x"), revision.state());
                }
                return change.state(from, to, state);
            }

            @Override
            public Object message(Object message) {
                return change.message(message);
            }
        };
    }

    @Test
    void staysWhenTheChangeFails() {
        startMany();
        try (Gate gate = pinned.closeGate(LONG)) {
            keep(catchThrowable(() -> gate.change(next.codes(engine), failing(next, 5), LONG)));
            kept.add(gate);
        }
        assertCollected(forgetNext());
        assertAllRunTheOldCode();
    }

    @Test
    void leavesTheThreadOfAChangeThatIsGivenUpAtOnce() {
        startMany();
        try (Gate gate = pinned.closeGate(LONG)) {
            gate.change(next.codes(engine), litteringChangeTo(next), LONG);
            kept.add(gate);
        }
        WeakReference<?> loader = new WeakReference<>(next);
        next = null;
        assertCollected(loader);
        assertAllRunTheOldCode();
    }

    @Test
    void staysWhenTheChangeIsGivenUp() {
        startMany();
        try (Gate gate = pinned.closeGate(LONG)) {
            gate.change(next.codes(engine), changeTo(next), LONG);
            kept.add(gate);
        }
        assertCollected(forgetNext());
        assertAllRunTheOldCode();
    }

    @Test
    void staysWhenTheChangeHangs() {
        startMany();
        CountDownLatch hanging = new CountDownLatch(1);
        giveUp(hanging);
        WeakReference<?> loader = forgetNext();
        hanging.countDown();
        assertCollected(loader);
        assertAllRunTheOldCode();
    }

    private void giveUp(CountDownLatch hanging) {
        PinnedLoader revision = next;
        try (Gate gate = pinned.closeGate(LONG)) {
            keep(catchThrowable(() -> gate.change(revision.codes(engine), new StateChange() {
                @Override
                public Object state(Code<?> from, Code<?> to, Object state) {
                    boolean interrupted = false;
                    while (hanging.getCount() > 0) {
                        interrupted |= awaitQuietly(hanging);
                    }
                    return interrupted ? revision.state() : state;
                }

                @Override
                public Object message(Object message) {
                    return message;
                }
            }, SHORT)));
            kept.add(gate);
        }
    }

    /** Does not mind an interrupt. */
    private static boolean awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
            return false;
        } catch (InterruptedException ignored) {
            return true;
        }
    }

    @Test
    void staysWhenItCannotGoOverAlone() {
        startMany();
        keep(catchThrowable(() -> engine.changeCode(engine.named("a0"), next.codes(engine).get("patient"),
                failing(next, 1), LONG)));
        assertCollected(forgetNext());
        assertAllRunTheOldCode();
    }

    private void keep(Throwable failure) {
        assertThat(failure).isInstanceOf(ChangeFailedException.class);
        kept.add(failure);
    }

    @Test
    void staysWhenTheGateDoesNotClose() throws Exception {
        load();
        ServerRef server = engine.start(spec("patient"));
        CountDownLatch hanging = hang(old, server);
        Throwable busy = catchThrowable(() -> pinned.closeGate(SHORT));
        assertThat(busy).isInstanceOf(GateTimeoutException.class);
        kept.add(busy);
        hanging.countDown();
        pinned.kill(List.copyOf(pinned.codes().values()));
        pinned.load(Map.of());
        assertCollected(forgetOld());
    }

    @Test
    void isKilledBetweenChangeAndCommit() {
        load();
        ServerRef server = engine.start(spec("patient"));
        kept.add(server);
        try (Gate gate = pinned.closeGate(LONG)) {
            gate.change(next.codes(engine), changeTo(next), LONG);
            kill(server);
            gate.commit();
            kept.add(gate);
        }
        pinned.load(Map.of());
        assertCollected(forgetOld());
        assertCollected(forgetNext());
    }
}
