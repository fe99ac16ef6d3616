/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.server.CallTimeoutException;
import dev.twofold.server.From;
import dev.twofold.server.NoReply;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerStatus;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** A gate that closes while a server of its group ends, begins or is suspended. */
class GateEdgeTest extends PuppetStage {

    private static final StateChange MARKING = changing(text -> text + "@2", text -> text);

    @Test
    void holdsBackWhatTheCallbackOfAKilledServerSends() throws Exception {
        ServerRef live = start("live");
        ServerRef killed = start("killed");
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        killed.cast(Puppet.act(context -> {
            entered.countDown();
            awaitRelease();
            live.call(Puppet.append("+1"), LONG);
            answered.countDown();
            return "done";
        }));
        assertReached(entered);
        kill(killed);
        try (Gate gate = group.closeGate(LONG)) {
            gate.change(code("2"), MARKING, LONG);
            release.countDown();
            await("the request is there", () -> waiting(live) == 1 || answered.getCount() == 0);
            assertThat(answered.getCount()).as("still unanswered").isEqualTo(1);
            gate.commit();
        }
        assertReached(answered);
        assertThat(live.call("state", LONG)).isEqualTo("new@2+1");
    }

    /** The one that is called leaves the answer to another, which has something else to do before. */
    @Test
    void admitsACastThatHandsADeferredReplyOn() throws Exception {
        assertComesToRest((answering, from) -> answering.cast(replying(from)));
    }

    @Test
    void admitsAnInfoThatHandsADeferredReplyOn() throws Exception {
        puppet.onInfo = from -> ((From) from).reply("handed on");
        assertComesToRest(ServerRef::send);
    }

    @Test
    void admitsACastThatHandsADeferredReplyOnFromServerToServer() throws Exception {
        ServerRef between = start("between");
        assertComesToRest((answering, from) -> between.cast(Puppet.act(context -> {
            answering.cast(replying(from));
            return "handed on once more";
        })));
    }

    private static Object replying(From from) {
        return Puppet.act(context -> {
            from.reply("handed on");
            return "replied";
        });
    }

    private void assertComesToRest(BiConsumer<ServerRef, From> handOn) throws Exception {
        ServerRef caller = start("caller");
        ServerRef deferring = start("deferring");
        ServerRef answering = start("answering");
        CountDownLatch handedOn = new CountDownLatch(1);
        occupy(answering);
        Future<Object> reply = clients.submit(() -> caller.call(Puppet.act(context -> deferring.call(Puppet.step((state,
                deferred) -> {
            handOn.accept(answering, (From) ((Server) deferred.self()).current());
            handedOn.countDown();
            return new NoReply<>(state);
        }), LONG)), LONG));
        assertReached(handedOn);
        Future<?> swap = clients.submit(() -> {
            try (Gate gate = group.closeGate(LONG)) {
                gate.change(code("2"), MARKING, LONG);
                gate.commit();
            }
        });
        await("the gate is closed to it", () -> isGated(answering));
        release.countDown();
        swap.get(10, TimeUnit.SECONDS);
        assertThat(reply.get(10, TimeUnit.SECONDS)).isEqualTo("handed on");
        assertThat(answering.call("state", LONG)).isEqualTo("new@2");
    }

    /** Its cause has been answered: nobody waits for it. */
    @Test
    void holdsACastBackThatIsSentForARequestThatHasItsReply() throws Exception {
        ServerRef sender = start("sender");
        ServerRef receiver = start("receiver");
        occupy(receiver);
        sender.call(Puppet.act(context -> {
            receiver.cast(" cast");
            return "sent";
        }), LONG);
        Future<?> swap = clients.submit(() -> {
            try (Gate gate = group.closeGate(LONG)) {
                gate.change(code("2"), MARKING, LONG);
                gate.commit();
            }
        });
        await("the gate is closed to it", () -> isGated(receiver));
        release.countDown();
        swap.get(10, TimeUnit.SECONDS);
        assertThat(receiver.call("state", LONG)).isEqualTo("new@2 cast");
    }

    private static boolean isGated(ServerRef server) {
        return ((Server) server).info().status() == ServerStatus.GATED;
    }

    @Test
    void takesInAServerThatACallbackStartsMeanwhile() throws Exception {
        ServerRef parent = start("parent");
        CountDownLatch entered = new CountDownLatch(1);
        Future<Object> born = clients.submit(() -> parent.call(Puppet.act(context -> {
            entered.countDown();
            awaitRelease();
            return context.servers().start(spec().named("child")).name();
        }), LONG));
        assertReached(entered);
        Future<?> swap = clients.submit(() -> {
            try (Gate gate = group.closeGate(LONG)) {
                gate.change(code("2"), MARKING, LONG);
                gate.commit();
            }
        });
        await("the gate is closing", () -> group.gatedNanos() > 0);
        release.countDown();
        swap.get(10, TimeUnit.SECONDS);
        assertThat(born.get(10, TimeUnit.SECONDS)).isEqualTo("child");
        assertThat(engine.named("child").call("state", LONG)).isEqualTo("new@2");
        assertThat(engine.servers()).extracting("version").containsOnly("2");
    }

    @Test
    void convertsWhatArrivesBetweenChangeAndCommit() {
        ServerRef server = start("a");
        try (Gate gate = group.closeGate(LONG)) {
            server.cast(" old1");
            gate.change(code("2"), changing(text -> text, text -> text.replace("old", "converted")), LONG);
            server.cast(" old2");
            gate.commit();
        }
        assertThat(server.call("state", LONG)).isEqualTo("new converted1 converted2");
    }

    @Test
    void suspendsAServerForWhichARequestOfItsGroupWaits() throws Exception {
        ServerRef suspended = start("suspended");
        ServerRef sender = start("sender");
        occupy(suspended);
        sender.call(Puppet.act(context -> suspended.sendRequest("x") != null), LONG);
        Future<?> suspending = clients.submit(() -> engine.sys().suspend(suspended, LONG));
        await("it is suspended", () -> ((Server) suspended).info().status() == ServerStatus.SUSPENDED);
        release.countDown();
        suspending.get(10, TimeUnit.SECONDS);
        assertThat(waiting(suspended)).isEqualTo(1);
    }

    @Test
    void closesWhileASuspendedServerHasARequestThatNobodyWaitsFor() {
        ServerRef suspended = start("suspended");
        ServerRef sender = start("sender");
        engine.sys().suspend(suspended, LONG);
        Object outcome = sender.call(Puppet.act(context -> {
            try {
                return suspended.call("x", Duration.ofMillis(20));
            } catch (CallTimeoutException given) {
                return "gave up";
            }
        }), LONG);
        assertThat(outcome).isEqualTo("gave up");
        try (Gate gate = group.closeGate(LONG)) {
            gate.change(code("2"), MARKING, LONG);
            gate.commit();
        }
        engine.sys().resume(suspended);
        assertThat(suspended.call("state", LONG)).isEqualTo("new@2");
    }
}
