/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.otp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.twofold.engine.Otp;
import dev.twofold.server.CallTimeoutException;
import dev.twofold.server.Exit;
import dev.twofold.server.ExitReason;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerStatus;
import dev.twofold.server.Trace;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Suspending a server, and what still works then. */
class SuspendTest extends Stage {

    private final Script script = new Script();
    private final ServerRef server = start(script);

    // ---- suspend and resume

    @Test
    @Otp(109)
    void returnsWhenTheServerHasFinishedWhatItWasDoing() throws Exception {
        Pause busy = occupy(server);
        Client<Void> suspending = Client.waitingUntil(() -> sys.suspend(server, LONG));
        assertThat(suspending).isNotDone();

        busy.release();

        assertThat(suspending).succeedsWithin(LONG);
        assertThat(info(server).status()).isEqualTo(ServerStatus.SUSPENDED);
    }

    @Test
    @Otp({ 109, 110 })
    void holdsMessagesInTheirOrderUntilItIsResumed() {
        sys.suspend(server, LONG);
        server.cast(1);
        server.send(2);
        server.sendRequest(3);
        assertThat(sys.rawState(server, LONG)).contains(List.of());

        sys.resume(server);

        assertThat(seen(server)).containsExactly(1, 2, 3);
    }

    @Test
    @Otp(111)
    void doesNotCount() {
        sys.resume(server);
        sys.suspend(server, LONG);
        sys.suspend(server, LONG);

        sys.resume(server);

        assertThat(server.call("request", LONG)).isEqualTo("request");
    }

    @Test
    @Otp(112)
    void handlesARequestWhoseClientHasGivenUpMeanwhile() {
        sys.suspend(server, LONG);
        assertThat(failureOf(() -> server.call("request", SHORT))).isEqualTo(ExitReason.TIMEOUT);

        sys.resume(server);

        assertThat(server.call("next", LONG)).isEqualTo("next");
        assertThat(seen(server)).containsExactly("request", "next");
    }

    /** Statement 113: in OTP a system message waits behind those that came before it. */
    @Test
    void looksAtSystemMessagesBeforeTheMessagesThatWait() throws Exception {
        Pause busy = occupy(server);
        server.cast("waits");
        Client<Object> asking = Client.waitingIn(() -> sys.rawState(server, LONG).orElseThrow());

        busy.release();

        assertThat(asking).succeedsWithin(LONG).isEqualTo(List.of());
    }

    /** Statement 114: in OTP it would suspend later, and nobody would know. */
    @Test
    void doesNotSuspendWhenWhoeverAskedHasGivenUp() throws Exception {
        Pause busy = occupy(server);
        assertThat(catchThrowable(() -> sys.suspend(server, SHORT))).isInstanceOf(CallTimeoutException.class);

        busy.release();

        assertThat(server.call("request", LONG)).isEqualTo("request");
    }

    @Test
    @Otp(115)
    void staysSuspendedWhenTheSuspenderDies() {
        ServerRef suspender = start();
        var end = endOf(suspender);
        order(suspender, context -> sys.suspend(server, LONG));

        sys.exit(suspender, ExitReason.KILL);

        assertThat(end).succeedsWithin(LONG).isEqualTo(ExitReason.KILLED);
        server.cast("waits");
        assertThat(sys.rawState(server, LONG)).contains(List.of());
        assertThat(info(server).status()).isEqualTo(ServerStatus.SUSPENDED);
    }

    // ---- what works while suspended

    @Test
    @Otp(116)
    void answersQuestionsRunningAndSuspended() {
        assertAnswersQuestions(0);
        sys.suspend(server, LONG);
        assertAnswersQuestions(1);
        sys.resume(server);
        assertThat(seen(server)).containsExactly(0, 1);
    }

    private void assertAnswersQuestions(Object item) {
        sys.replaceState(server, state -> Script.plus(List.copyOf((List<?>) state), item), LONG);
        assertThat((List<?>) sys.rawState(server, LONG).orElseThrow()).last().isEqualTo(item);
        assertThat(sys.state(server, LONG)).endsWith(item + "]");
        assertThat(sys.report(server, LONG).state()).get().asString().endsWith(item + "]");
        sys.statistics(server, true, LONG);
        assertThat(sys.statistics(server, LONG)).isPresent();
        sys.statistics(server, false, LONG);
        sys.log(server, 3, LONG);
        assertThat(sys.log(server, LONG)).isEmpty();
        try (Trace trace = sys.trace(server, event -> true, LONG)) {
            assertThat(trace.isActive()).isTrue();
        }
    }

    @Test
    @Otp(117)
    void keepsTheStateThatCannotBeReplaced() {
        server.call("before", LONG);

        ExitReason failure = failureOf(() -> sys.replaceState(server, state -> {
            throw new IllegalStateException("broken");
        }, LONG));

        assertThat(failure.failure().orElseThrow().message()).isEqualTo("broken");
        assertThat(seen(server)).containsExactly("before");
    }

    // ---- exit signals

    @Test
    @Otp(127)
    void diesOfExitSignalsWhileSuspended() {
        var end = endOf(server);
        sys.suspend(server, LONG);

        sys.exit(server, BORED);

        assertThat(end).succeedsWithin(LONG).isEqualTo(BORED);
        assertThat(script.ended).isEmpty();
    }

    @Test
    @Otp(127)
    void keepsTrappedExitSignalsForLater() {
        ServerRef other = start();
        order(server, context -> context.trapExits(true));
        sys.suspend(server, LONG);
        server.cast("before");
        order(other, context -> context.exit(server, BORED));
        server.cast("after");
        assertThat(sys.rawState(server, LONG)).contains(List.of());

        sys.resume(server);

        assertThat(seen(server)).containsExactly("before", new Exit(other, BORED), "after");
    }
}
