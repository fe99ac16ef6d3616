/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.server.CallFailedException;
import dev.twofold.server.ExitReason;
import dev.twofold.server.From;
import dev.twofold.server.Init;
import dev.twofold.server.MailboxLimit;
import dev.twofold.server.NoReply;
import dev.twofold.server.ServerContext;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import java.time.Duration;
import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

    /** It cannot pay any more, and ends. */
    @Test
    void aServerThatOwesAReplyHearsOfTheEndOfItsLink() throws Exception {
        ServerRef owing = start("owing");
        ServerRef linked = start("linked");
        owing.call(Puppet.act(context -> {
            context.link(linked);
            return "linked";
        }), LONG);
        ServerRef caller = start("caller");
        Future<Object> failed = clients.submit(() -> caller.call(Puppet.act(context -> {
            try {
                return owing.call(Puppet.step((state, deferred) -> new NoReply<>(state)), LONG);
            } catch (CallFailedException ended) {
                return ended.reason();
            }
        }), LONG));
        await("it owes", () -> ((Server) owing).owed().size() == 1);
        Future<Gate> gate = clients.submit(() -> group.closeGate(REST));
        await("the gate is closing", () -> ((Server) owing).has(StatusWord.GATED));

        kill(linked);

        gate.get(LONG.toSeconds(), TimeUnit.SECONDS).close();
        assertThat(failed.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(ExitReason.KILLED);
    }

    @Test
    void whatIsSentAfterTheReplyIsSentForNobody() throws Exception {
        ServerRef server = start("server");
        CompletableFuture<Boolean> answering = new CompletableFuture<>();
        server.call(Puppet.act(context -> {
            context.self().cast(Puppet.act(later -> answering.complete(Running.here().answering() != null)));
            return "replied";
        }), LONG);

        assertThat(answering.get(LONG.toSeconds(), TimeUnit.SECONDS)).isFalse();
    }

    // ---- room

    /** It has seen that the gate is closed, and looks again when that is open: it has not been impatient. */
    @Test
    void whoWaitsForRoomIsNotRefusedByAShortUpgrade() throws Exception {
        ServerRef full = engine.start(spec().limited(new MailboxLimit(1, LONG)));
        occupy(full);
        full.cast("one");
        CompletableFuture<Thread> sender = new CompletableFuture<>();
        Future<?> sent = clients.submit(() -> {
            sender.complete(Thread.currentThread());
            full.cast("another");
        });
        Room room = ((Server) full).extras().room();
        await("it waits for room", room::isAwaited);
        synchronized (room) {
            group.close(List.of(group));
            ((Server) full).gate();
            await("it has seen the gate", () -> sender.join().getState() == Thread.State.BLOCKED);
            ((Server) full).ungate();
            group.open();
        }
        sent.get(LONG.toSeconds(), TimeUnit.SECONDS);
        release.countDown();
        assertThat(full.call("state", LONG)).isEqualTo("newoneanother");
    }

    @Test
    void whoWaitsForRoomWhenTheGateClosesNeedsNone() throws Exception {
        ServerRef full = engine.start(spec().named("full").limited(new MailboxLimit(1, LONG)));
        ServerRef sender = start("sender");
        occupy(full);
        full.cast("+1");
        Future<Object> state = clients.submit(() -> sender.call(Puppet.act(context -> full.call("state", LONG)), LONG));
        Room room = ((Server) full).extras().room();
        await("the sender waits", room::isAwaited);

        Future<Gate> gate = clients.submit(() -> group.closeGate(REST));
        await("the gate is closing", () -> ((Server) full).has(StatusWord.GATED));
        release.countDown();

        gate.get(LONG.toSeconds(), TimeUnit.SECONDS).close();
        assertThat(state.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo("new+1");
    }

    // ---- two gates

    /** What closes together; who asks for the second time waits for the answer. */
    private static final class Slow extends AbstractList<ServerGroup> {

        private final ServerGroup only;
        private final CountDownLatch first = new CountDownLatch(1);
        private final CountDownLatch second = new CountDownLatch(2);
        private final CountDownLatch go = new CountDownLatch(1);

        Slow(ServerGroup only) {
            this.only = only;
        }

        @Override
        public ServerGroup get(int index) {
            return only;
        }

        @Override
        public int size() {
            return 1;
        }

        @Override
        public boolean contains(Object group) {
            second.countDown();
            if (second.getCount() == 0) {
                try {
                    go.await(LONG.toSeconds(), TimeUnit.SECONDS);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
            return group == only;
        }
    }

    /** The gate is opened and closed again, this time with that of the caller, before the call is in the mailbox. */
    @Test
    void aCallThatHasMetTheGateBeforeIsTakenIn() throws Exception {
        Server target = (Server) start("target");
        ServerRef caller = engine.start(other());
        Slow together = new Slow(group);
        group.close(together);
        target.gate();
        CompletionStage<Object> state = caller.sendRequest(Puppet.act(context -> target.call("state", LONG)));
        assertReached(together.second);
        target.ungate();
        group.open();

        Future<Gate> gate = clients.submit(() -> Gate.close(List.of(group, others), REST));
        await("the gate is closing", () -> target.has(StatusWord.GATED));
        together.go.countDown();

        gate.get(LONG.toSeconds(), TimeUnit.SECONDS).close();
        assertThat(state.toCompletableFuture()).succeedsWithin(LONG).isEqualTo("new");
    }

    // ---- an operator

    private static void join(Future<?> future) {
        try {
            future.get(LONG.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** It has taken in what waits, but not looked at it, since it was suspended. */
    @Test
    void aServerThatIsResumedAtTheEndOfItsTurnLooksAtWhatWaits() throws Exception {
        Server target = (Server) start("target");
        engine.sys().suspend(target, LONG);
        assertComesToRest(context -> {
            CompletableFuture<Object> state = target.sendRequest("state").toCompletableFuture();
            target.system(suspended -> {
                suspended.stopIfOrdered();
                join(clients.submit(suspended::resume));
                return true;
            });
            return state.get(LONG.toSeconds(), TimeUnit.SECONDS);
        });
    }

    /** The same within its turn. */
    @Test
    void aServerThatIsSuspendedAndResumedWithinItsTurnLooksAtWhatWaits() throws Exception {
        Server target = (Server) start("target");
        CountDownLatch sent = new CountDownLatch(1);
        assertComesToRest(context -> {
            CompletableFuture<Object> first = target.sendRequest(Puppet.act(
                    waiting -> sent.await(LONG.toSeconds(), TimeUnit.SECONDS))).toCompletableFuture();
            await("it runs", () -> target.isAtWork() && waiting(target) == 0);
            CompletableFuture<Object> state = target.sendRequest("state").toCompletableFuture();
            target.system(running -> {
                running.suspend();
                running.stopIfOrdered();
                join(clients.submit(running::resume));
                return true;
            });
            sent.countDown();
            first.get(LONG.toSeconds(), TimeUnit.SECONDS);
            return state.get(LONG.toSeconds(), TimeUnit.SECONDS);
        });
    }
}
