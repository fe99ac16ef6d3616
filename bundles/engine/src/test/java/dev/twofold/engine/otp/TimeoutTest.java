/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.otp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.engine.Otp;
import dev.twofold.server.After;
import dev.twofold.server.NoReply;
import dev.twofold.server.ServerRef;
import dev.twofold.server.Timeout;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a callback may ask for besides waiting for the next message. */
class TimeoutTest extends Stage {

    private static final Duration TINY = Duration.ofMillis(1);

    /** When a time-out has been handled, in {@link System#nanoTime}. */
    private final BlockingQueue<Long> fired = new LinkedBlockingQueue<>();

    private final ServerRef server = start(new Script().onInfo((message, state, context) -> {
        if (message == Timeout.TIMEOUT) {
            fired.add(System.nanoTime());
        }
        return new NoReply<>(Script.plus(state, message));
    }).onContinue((what, state, context) -> {
        int left = (Integer) what;
        After after = left > 1 ? After.continueWith(left - 1) : After.NOTHING;
        return new NoReply<>(Script.plus(state, what), after);
    }));

    private static Object then(After after) {
        return Script.step((state, context) -> new NoReply<>(state, after));
    }

    private static Object waitFor(Duration limit) {
        return then(After.timeout(limit));
    }

    /** A call would end the wait, so nobody asks the server. */
    private long awaitTimeout() throws InterruptedException {
        Long time = fired.poll(LONG.toSeconds(), TimeUnit.SECONDS);
        assertThat(time).as("time of the time-out").isNotNull();
        return time;
    }

    private static void awaitTime(long nanoTime) {
        await("time has come", () -> System.nanoTime() - nanoTime >= 0);
    }

    // ---- time-outs

    @Test
    @Otp(89)
    void firesWhenNoMessageComes() throws Exception {
        long before = System.nanoTime();
        server.cast(waitFor(SHORT));

        assertThat(awaitTimeout() - before).isGreaterThanOrEqualTo(SHORT.toNanos());
        assertThat(seen(server)).containsExactly(Timeout.TIMEOUT);
    }

    /** A first wait that went on would be over before the second one, which begins later and is longer. */
    @Test
    @Otp(89)
    void endsTheWaitForGoodWhenAMessageComes() throws Exception {
        Pause busy = occupy(server);
        server.cast(waitFor(TINY));
        server.cast("message");
        server.cast(waitFor(SHORT));

        busy.release();

        awaitTimeout();
        assertThat(seen(server)).containsExactly("message", Timeout.TIMEOUT);
    }

    /** If the system message comes too late, the wait that it should prolong is over: then once more, with a longer one. */
    @Test
    @Otp(90)
    void waitsInFullAfterASystemMessage() throws Exception {
        Duration wait = SHORT;
        long asked;
        long answered;
        long timeout;
        do {
            wait = wait.multipliedBy(2);
            long before = System.nanoTime();
            server.cast(waitFor(wait));
            awaitTime(before + wait.toNanos() / 2);
            asked = System.nanoTime();
            sys.state(server, LONG);
            answered = System.nanoTime();
            timeout = awaitTimeout();
        } while (timeout - answered < 0);

        assertThat(timeout - asked).isGreaterThanOrEqualTo(wait.toNanos());
    }

    @Test
    @Otp(91)
    void firesAtOnceOnlyIfNoMessageWaits() throws Exception {
        Pause busy = occupy(server);
        server.cast(waitFor(Duration.ZERO));
        server.cast("message");
        busy.release();
        assertThat(seen(server)).containsExactly("message");

        server.cast(waitFor(Duration.ZERO));

        awaitTimeout();
        assertThat(seen(server)).containsExactly("message", Timeout.TIMEOUT);
    }

    @Test
    @Otp(128)
    void standsStillWhileSuspendedAndStartsInFullAfterwards() throws Exception {
        Pause pause = pause();
        server.cast(Script.step((state, context) -> {
            pause.enter();
            return new NoReply<>(state, After.timeout(SHORT));
        }));
        pause.awaitEntered();
        Client<Void> suspending = Client.waitingUntil(() -> sys.suspend(server, LONG));
        pause.release();
        assertThat(suspending).succeedsWithin(LONG);
        awaitTime(System.nanoTime() + 2 * SHORT.toNanos());
        assertThat(fired).isEmpty();

        long resumed = System.nanoTime();
        sys.resume(server);

        assertThat(awaitTimeout() - resumed).isGreaterThanOrEqualTo(SHORT.toNanos());
    }

    // ---- continue and hibernate

    @Test
    @Otp(92)
    void continuesBeforeAnyMessageThatWaits() throws Exception {
        Pause busy = occupy(server);
        server.cast(then(After.continueWith(3)));
        server.cast("message");

        busy.release();

        assertThat(seen(server)).containsExactly(3, 2, 1, "message");
    }

    @Test
    @Otp(92)
    void isNotInterruptedBySystemMessagesWhileItContinues() throws Exception {
        Pause pause = pause();
        server.cast(Script.step((state, context) -> {
            pause.enter();
            return new NoReply<>(state, After.continueWith(3));
        }));
        pause.awaitEntered();
        Client<Object> asking = Client.waitingIn(() -> sys.rawState(server, LONG).orElseThrow());

        pause.release();

        assertThat(asking.get().toString()).isEqualTo("[3, 2, 1]");
    }

    @Test
    @Otp(93)
    void wakesAtTheNextMessage() {
        server.cast(then(After.hibernate()));
        server.send("awake");

        assertThat(seen(server)).containsExactly("awake");
    }
}
