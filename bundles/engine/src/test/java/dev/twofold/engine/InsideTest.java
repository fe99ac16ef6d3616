/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.server.From;
import dev.twofold.server.Init;
import dev.twofold.server.NoReply;
import dev.twofold.server.ServerContext;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a callback waits for passes the gate that waits for the callback, on whatever ways. */
class InsideTest extends PuppetStage {

    private static final Duration REST = Duration.ofSeconds(2);

    private final ServerGroup others = engine.group("others");

    @BeforeEach
    void loadOthers() {
        others.load(Map.of("puppet", new Code<>("others", "1", "puppet", puppet)));
    }

    private static ServerSpec other() {
        return ServerSpec.of("others", "puppet");
    }

    /** A callback does it while the gate closes, which waits for the callback. */
    private void assertComesToRest(Puppet.Act act) throws Exception {
        ServerRef caller = start("caller");
        CountDownLatch entered = new CountDownLatch(1);
        Future<Object> done = clients.submit(() -> caller.call(Puppet.act(context -> {
            entered.countDown();
            awaitRelease();
            return act.run(context);
        }), LONG));
        assertReached(entered);
        Future<Gate> gate = clients.submit(() -> group.closeGate(REST));
        await("the gate is closing", () -> ((Server) caller).has(StatusWord.GATED));
        release.countDown();

        gate.get(LONG.toSeconds(), TimeUnit.SECONDS).close();
        assertThat(done.get(LONG.toSeconds(), TimeUnit.SECONDS)).isNotNull();
    }

    // ---- starts

    private ServerSpec asking(ServerRef target) {
        return other().with(Puppet.birth(() -> Init.ok(target.call("state", LONG))));
    }

    @Test
    void anInitOfAnotherGroupCallsBack() throws Exception {
        ServerRef target = start("target");
        assertComesToRest(context -> context.servers().start(asking(target)));
    }

    @Test
    void anInitOfAnotherGroupThatIsLinkedCallsBack() throws Exception {
        ServerRef target = start("target");
        assertComesToRest(context -> context.startLink(asking(target)));
    }

    @Test
    void anInitOfAnotherGroupThatIsStartedWithoutWaitingCallsBack() throws Exception {
        ServerRef target = start("target");
        assertComesToRest(context -> context.servers().startAsync(asking(target)).toCompletableFuture().get());
    }

    @Test
    void anInitOfAnotherGroupStartsAServer() throws Exception {
        assertComesToRest(context -> context.servers().start(other().with(Puppet.birth(
                () -> Init.ok(engine.start(spec()))))));
    }

    // ---- deferred replies

    private static From from(ServerContext context) {
        return (From) ((Server) context.self()).current();
    }

    private void assertComesToRestThrough(Function<From, Puppet.Act> handedOn) throws Exception {
        ServerRef deferring = engine.start(other());
        ServerRef answering = engine.start(other());
        assertComesToRest(context -> deferring.call(Puppet.step((state, deferred) -> {
            answering.cast(handedOn.apply(from(deferred)));
            return new NoReply<>(state);
        }), LONG));
    }

    @Test
    void whoGetsADeferredReplyInACastCallsBack() throws Exception {
        ServerRef target = start("target");
        assertComesToRestThrough(from -> context -> {
            from.reply(target.call("state", LONG));
            return "replied";
        });
    }

    @Test
    void whoGetsADeferredReplyInACastSendsARequestBack() throws Exception {
        ServerRef target = start("target");
        assertComesToRestThrough(from -> context -> target.sendRequest("state").thenAccept(from::reply));
    }

    @Test
    void whoGetsADeferredReplyInACastStartsAServer() throws Exception {
        assertComesToRestThrough(from -> context -> {
            from.reply(context.servers().start(spec()));
            return "replied";
        });
    }

    /** The one that is called waits until the one that it has handed the reply on to has done its part. */
    @Test
    void whoGetsADeferredReplyInACastIsQuickerThanWhoDefersIt() throws Exception {
        Server target = (Server) start("target");
        Server deferring = (Server) engine.start(other());
        Server answering = (Server) engine.start(other());
        CountDownLatch sent = new CountDownLatch(1);
        target.cast(Puppet.act(context -> sent.await(LONG.toSeconds(), TimeUnit.SECONDS)));
        assertComesToRest(context -> deferring.call(Puppet.step((state, deferred) -> {
            From from = from(deferred);
            await("the gate is closed to it", () -> target.has(StatusWord.GATED));
            answering.cast(Puppet.act(answers -> target.sendRequest("state").thenAccept(from::reply)));
            await("it is passed on", () -> waiting(target) == 1 && !answering.isAtWork());
            sent.countDown();
            await("it has been looked at", () -> waiting(target) == 0 || !target.isAtWork());
            return new NoReply<>(state);
        }), LONG));
    }

    /** Its caller has been killed, and waits no more. */
    @Test
    void aServerThatOwesAReplyToNobodyComesToRest() throws Exception {
        ServerRef caller = start("caller");
        ServerRef owing = start("owing");
        caller.cast(Puppet.act(context -> owing.call(Puppet.step((state, deferred) -> new NoReply<>(state)), LONG)));
        await("it owes", () -> ((Server) owing).owed().size() == 1);
        kill(caller);
        Puppet.Act[] busy = new Puppet.Act[1];
        busy[0] = context -> {
            await("the next one waits", () -> waiting(owing) > 0 || release.getCount() == 0);
            return "done";
        };
        Future<?> client = clients.submit(() -> {
            while (release.getCount() > 0) {
                if (waiting(owing) < 3) {
                    owing.cast(busy[0]);
                }
            }
        });
        await("it is busy", () -> waiting(owing) > 0);
        try (Gate gate = group.closeGate(REST)) {
            assertThat(gate.size()).isEqualTo(1);
        } finally {
            release.countDown();
        }
        client.get(LONG.toSeconds(), TimeUnit.SECONDS);
    }
}
