/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.otp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.engine.Otp;
import dev.twofold.server.CallFailedException;
import dev.twofold.server.ExitReason;
import dev.twofold.server.From;
import dev.twofold.server.Requests;
import dev.twofold.server.Response;
import dev.twofold.server.ServerRef;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Requests whose replies are waited for later. */
class RequestTest extends Stage {

    private final Script script = new Script();
    private final ServerRef server = start(script);
    private final Requests<String> requests = engine.requests();

    private From nextCaller() throws InterruptedException {
        return script.callers.poll(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    private static Response<String> reply(String label, Object reply) {
        return new Response<>(label, Optional.of(reply), Optional.empty());
    }

    private static Response<String> failure(String label, ExitReason reason) {
        return new Response<>(label, Optional.empty(), Optional.of(reason));
    }

    @Test
    @Otp(99)
    void showsAMissingServerWhenWaiting() {
        sys.stop(server, ExitReason.NORMAL, LONG);
        for (ServerRef nobody : new ServerRef[] { server, engine.named("nobody") }) {
            assertThat(nobody.sendRequest("request").toCompletableFuture()).failsWithin(LONG).withThrowableThat()
                    .havingCause().isInstanceOfSatisfying(CallFailedException.class,
                            failed -> assertThat(failed.reason()).isEqualTo(ExitReason.NOPROC));
            requests.send(nobody, "request", "label");
            assertThat(requests.take(LONG)).contains(failure("label", ExitReason.NOPROC));
        }
    }

    @Test
    @Otp(100)
    void mayBeWaitedForAgain() throws Exception {
        var stage = server.sendRequest(Script.LATER).toCompletableFuture();
        From caller = nextCaller();
        assertThatThrownBy(() -> stage.get(1, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        requests.send(server, Script.LATER, "label");
        From other = nextCaller();
        assertThat(requests.take(Duration.ZERO)).isEmpty();
        assertThat(requests.take(SHORT)).isEmpty();
        assertThat(requests.size()).isEqualTo(1);

        caller.reply("first");
        other.reply("second");

        assertThat(stage).succeedsWithin(LONG).isEqualTo("first");
        assertThat(requests.take(LONG)).contains(reply("label", "second"));
        assertThat(requests.size()).isZero();
    }

    @Test
    @Otp(100)
    void dropsTheReplyToARequestThatWasGivenUp() throws Exception {
        requests.send(server, Script.LATER, "given up");
        From caller = nextCaller();
        requests.abandon();

        caller.reply("too late");

        requests.send(server, "next", "label");
        assertThat(requests.take(LONG)).contains(reply("label", "next"));
        assertThat(requests.take(LONG)).isEmpty();
    }

    @Test
    @Otp(101)
    void takesRepliesInTheOrderOfTheirArrival() throws Exception {
        requests.send(server, Script.LATER, "last");
        From last = nextCaller();
        requests.send(server, Script.LATER, "second");
        From second = nextCaller();
        requests.send(server, "at once", "first");

        assertThat(requests.take(LONG)).contains(reply("first", "at once"));
        second.reply(2);
        last.reply(3);

        assertThat(requests.take(LONG)).contains(reply("second", 2));
        assertThat(requests.take(LONG)).contains(reply("last", 3));
    }

    @Test
    @Otp(101)
    void doesNotWaitForNothing() {
        assertThat(requests.take(Duration.ofDays(1))).isEmpty();
    }
}
