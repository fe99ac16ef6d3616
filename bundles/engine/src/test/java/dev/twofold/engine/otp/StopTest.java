/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.otp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.twofold.engine.Otp;
import dev.twofold.server.ExitReason;
import dev.twofold.server.ServerRef;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ending a server from outside. */
class StopTest extends Stage {

    private final Script script = new Script();
    private final ServerRef server = start(script);

    @Test
    @Otp(94)
    void stopsWhenTheMessagesBeforeAreDone() throws Exception {
        Pause busy = occupy(server);
        server.cast("before");
        Client<Void> stopping = Client.waitingUntil(() -> sys.stop(server, ExitReason.NORMAL, LONG));
        server.cast("after");
        assertThat(stopping).isNotDone();

        busy.release();

        assertThat(stopping).succeedsWithin(LONG);
        assertThat(script.ended).containsExactly(new Script.Ended(ExitReason.NORMAL, List.of("before")));
    }

    @Test
    @Otp(95)
    void returnsWhenTheServerHasEndedForTheReasonAskedFor() {
        var end = endOf(server);

        sys.stop(server, BORED, LONG);

        assertThat(server.isAlive()).isFalse();
        assertThat(end).succeedsWithin(LONG).isEqualTo(BORED);
    }

    @Test
    @Otp(95)
    void tellsWhichOtherReasonTheServerEndedFor() {
        script.onTerminate((reason, state, context) -> {
            throw new IllegalStateException("broken");
        });

        ExitReason reason = failureOf(() -> sys.stop(server, ExitReason.NORMAL, LONG));

        assertThat(reason.failure().orElseThrow().message()).isEqualTo("broken");
    }

    @Test
    @Otp(95)
    void letsTheServerGoOnEndingAfterTheLimit() {
        Pause pause = pause();
        script.onTerminate((reason, state, context) -> pause.enter());
        var end = endOf(server);

        ExitReason failure = failureOf(() -> sys.stop(server, BORED, SHORT));

        assertThat(failure).isEqualTo(ExitReason.TIMEOUT);
        assertThat(end).isNotDone();
        pause.release();
        assertThat(end).succeedsWithin(LONG).isEqualTo(BORED);
    }

    @Test
    @Otp(95)
    void failsToStopNobody() {
        sys.stop(server, ExitReason.NORMAL, LONG);

        assertThat(failureOf(() -> sys.stop(server, ExitReason.NORMAL, LONG))).isEqualTo(ExitReason.NOPROC);
        assertThat(failureOf(() -> sys.stop(engine.named("nobody"), ExitReason.NORMAL, LONG)))
                .isEqualTo(ExitReason.NOPROC);
    }

    @Test
    @Otp(96)
    void doesNotStopItself() {
        ExitReason failure = ask(server,
                context -> failureOf(() -> sys.stop(context.self(), ExitReason.NORMAL, LONG)));

        assertThat(failure).isEqualTo(ExitReason.CALLING_SELF);
        assertThat(server.call("alive", LONG)).isEqualTo("alive");
    }

    @Test
    @Otp({ 97, 125 })
    void stopsASuspendedServer() {
        sys.suspend(server, LONG);
        server.cast("waits");

        sys.stop(server, BORED, LONG);

        assertThat(script.ended).containsExactly(new Script.Ended(BORED, List.of()));
    }

    @Test
    @Otp({ 97, 125 })
    void stopsAServerThatIsSuspendedMeanwhile() throws Exception {
        Pause busy = occupy(server);
        Client<Void> stopping = Client.waitingUntil(() -> sys.stop(server, BORED, LONG));
        Client<Object> suspending = Client.waitingIn(() -> catchThrowable(() -> sys.suspend(server, LONG)));

        busy.release();

        assertThat(stopping).succeedsWithin(LONG);
        assertThat(suspending).succeedsWithin(LONG);
    }
}
