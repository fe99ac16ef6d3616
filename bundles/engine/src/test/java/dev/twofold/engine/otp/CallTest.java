/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.otp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.engine.Otp;
import dev.twofold.server.ExitReason;
import dev.twofold.server.From;
import dev.twofold.server.ServerRef;
import dev.twofold.server.Stop;
import dev.twofold.server.UnknownMessageException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Calls, casts and plain messages. */
class CallTest extends Stage {

    private final Script script = new Script();
    private final ServerRef server = start(script);

    private From nextCaller() throws InterruptedException {
        return script.callers.poll(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    // ---- calls that take too long

    @Test
    @Otp(68)
    void handlesTheRequestOfAClientThatHasGivenUp() throws Exception {
        assertThat(ServerRef.DEFAULT_TIMEOUT).isEqualTo(Duration.ofSeconds(5));
        Pause busy = occupy(server);

        ExitReason reason = failureOf(() -> server.call("request", SHORT));

        assertThat(reason).isEqualTo(ExitReason.TIMEOUT);
        busy.release();
        assertThat(seen(server)).containsExactly("request");
    }

    @Test
    @Otp(69)
    void dropsTheReplyThatComesTooLate() throws Exception {
        failureOf(() -> server.call(Script.LATER, SHORT));

        nextCaller().reply("too late");

        assertThat(server.call("next", LONG)).isEqualTo("next");
    }

    @Test
    @Otp(70)
    void handlesTheRequestOfAClientThatHasDied() throws Exception {
        ServerRef client = start();
        var end = endOf(client);
        Pause busy = occupy(server);
        orderAsync(client, context -> server.call("request", LONG));
        awaitQueue(server, 1);
        sys.exit(client, ExitReason.KILL);
        assertThat(end).succeedsWithin(LONG).isEqualTo(ExitReason.KILLED);

        busy.release();

        assertThat(seen(server)).containsExactly("request");
    }

    // ---- calls that fail

    @Test
    @Otp(71)
    void failsACallToNobody() {
        ServerRef ended = start();
        sys.stop(ended, ExitReason.NORMAL, LONG);

        assertThat(failureOf(() -> ended.call("request", LONG))).isEqualTo(ExitReason.NOPROC);
        assertThat(failureOf(() -> engine.named("nobody").call("request", LONG))).isEqualTo(ExitReason.NOPROC);
    }

    @Test
    @Otp(72)
    void tellsTheClientWhyTheServerEndedBeforeItReplied() throws Exception {
        for (ExitReason reason : ParentTest.reasons()) {
            ServerRef ending = start(script);
            Client<ExitReason> client = Client.waitingIn(() -> failureOf(() -> ending.call(Script.LATER, LONG)));
            nextCaller();

            sys.stop(ending, reason, LONG);

            assertThat(client).succeedsWithin(LONG).isEqualTo(reason);
        }
    }

    @Test
    @Otp(72)
    void tellsTheClientThatWaitsInTheQueue() throws Exception {
        Pause busy = occupy(server);
        Client<ExitReason> client = Client.waitingIn(() -> failureOf(() -> server.call("request", LONG)));

        sys.exit(server, ExitReason.KILL);

        assertThat(client).succeedsWithin(LONG).isEqualTo(ExitReason.KILLED);
        busy.release();
    }

    @Test
    @Otp(73)
    void failsACallToItself() {
        ExitReason failure = ask(server, context -> failureOf(() -> context.self().call("request", LONG)));

        assertThat(failure).isEqualTo(ExitReason.CALLING_SELF);
    }

    /** Statement 74: the exit signal waits for the end of the callback. */
    @Test
    void letsALinkedClientCatchTheFailedCallBeforeItDies() {
        ServerRef client = start();
        var end = endOf(client);
        CompletableFuture<ExitReason> caught = new CompletableFuture<>();

        orderAsync(client, context -> {
            context.link(server);
            return caught.complete(failureOf(() -> server.call(
                    Script.step((state, inside) -> new Stop<>(BORED, state)), LONG)));
        });

        assertThat(caught).succeedsWithin(LONG).isEqualTo(BORED);
        assertThat(end).succeedsWithin(LONG).isEqualTo(BORED);
    }

    // ---- replies

    @Test
    @Otp(75)
    void letsAnybodyReplyLater() throws Exception {
        ServerRef other = start();
        var reply = server.sendRequest(Script.LATER).toCompletableFuture();
        From caller = nextCaller();
        server.call("something else", LONG);
        assertThat(reply).isNotDone();

        order(other, context -> caller.reply("from another"));

        assertThat(reply).succeedsWithin(LONG).isEqualTo("from another");
    }

    /** Statement 76: in OTP a second reply may stay in the client's mailbox. */
    @Test
    void dropsASecondReply() throws Exception {
        Client<Object> client = Client.waitingIn(() -> server.call(Script.LATER, LONG));
        From caller = nextCaller();

        caller.reply("first");
        caller.reply("second");

        assertThat(client).succeedsWithin(LONG).isEqualTo("first");
        assertThat(server.call("next", LONG)).isEqualTo("next");
    }

    // ---- messages

    @Test
    @Otp(77)
    void handlesAllKindsOfMessagesOfOneSenderInOrder() throws Exception {
        Pause busy = occupy(server);
        server.cast(1);
        server.send(2);
        server.sendRequest(3);
        server.send(4);
        server.cast(5);

        busy.release();

        assertThat(seen(server)).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    @Otp(78)
    void doesNotMindACastToNobody() {
        ServerRef ended = start();
        sys.stop(ended, ExitReason.NORMAL, LONG);

        ended.cast("anybody?");
        engine.named("nobody").cast("anybody?");

        assertThat(ended.isAlive()).isFalse();
    }

    // ---- callbacks that are not there, and messages that nobody knows

    @Test
    @Otp(79)
    void needsNoCallbacksButInitAndHandleCall() {
        ServerRef minimal = start(new Minimal());
        minimal.send("dropped");
        assertThat(minimal.call("request", LONG)).isEqualTo("request");
        assertThat(sys.state(minimal, LONG)).isEqualTo("minimal");
        sys.stop(minimal, ExitReason.NORMAL, LONG);
        ServerRef surprised = start(new Minimal());
        var end = endOf(surprised);

        surprised.cast("a cast");

        assertThat(end).succeedsWithin(LONG).satisfies(CallTest::assertUnknownMessage);
    }

    @Test
    @Otp(80)
    void endsOnARequestThatItDoesNotKnow() {
        ServerRef minimal = start(new Minimal());
        var end = endOf(minimal);

        ExitReason failure = failureOf(() -> minimal.call(17, LONG));

        assertUnknownMessage(failure);
        assertThat(end).succeedsWithin(LONG).satisfies(CallTest::assertUnknownMessage);
    }

    private static void assertUnknownMessage(ExitReason reason) {
        assertThat(reason.failure().orElseThrow().type()).isEqualTo(UnknownMessageException.class.getName());
    }
}
