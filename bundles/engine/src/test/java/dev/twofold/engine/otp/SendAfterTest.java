/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.otp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.server.ExitReason;
import dev.twofold.server.Init;
import dev.twofold.server.MailboxLimit;
import dev.twofold.server.NoReply;
import dev.twofold.server.ServerRef;
import dev.twofold.server.Timer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Timers of a server: {@code erlang:send_after} to itself, and {@code cancel_timer}. */
class SendAfterTest extends Stage {

    private static final Duration HOUR = Duration.ofHours(1);

    private final ServerRef server = start();

    private Timer sendAfter(Object message, Duration delay) {
        return ask(server, context -> context.sendAfter(message, delay));
    }

    @Test
    void sendsTheMessageWhenTheTimeHasPassed() {
        long before = System.nanoTime();
        sendAfter("later", SHORT);

        assertThat(awaitSeen(server, 1)).containsExactly("later");
        assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(SHORT.toNanos());
    }

    @Test
    void sendsWhateverElseComesMeanwhile() {
        order(server, context -> {
            context.self().cast("other");
            context.sendAfter("later", SHORT);
        });

        assertThat(awaitSeen(server, 2)).containsExactly("other", "later");
    }

    @Test
    void sendsInTheOrderOfTimeAndOnlyOnce() {
        order(server, context -> {
            context.sendAfter("at once", Duration.ZERO);
            context.sendAfter("soon", SHORT);
            context.sendAfter("later", SHORT.multipliedBy(2));
        });

        assertThat(awaitSeen(server, 3)).containsExactly("at once", "soon", "later");
    }

    @Test
    void startsInInitAndInAnotherTimersMessage() {
        ServerRef born = start(new Script().onInit((argument, context) -> {
            context.sendAfter(Script.step((state, later) -> {
                later.sendAfter("again", Duration.ZERO);
                return new NoReply<>(Script.plus(state, "first"));
            }), Duration.ZERO);
            return Init.ok(List.of());
        }));

        assertThat(awaitSeen(born, 2)).containsExactly("first", "again");
    }

    // ---- cancel

    @Test
    void takesBackWhatIsNotDue() {
        Timer timer = sendAfter("never", HOUR);

        assertThat(timer.cancel()).isTrue();
        assertThat(timer.cancel()).isFalse();
    }

    /** If it was due before it could be taken back, then once more. */
    @Test
    void sendsNothingThatWasTakenBack() {
        Duration delay = SHORT;
        int sent = -1;
        boolean cancelled;
        do {
            Duration now = delay;
            cancelled = ask(server, context -> context.sendAfter("never", now).cancel());
            sent++;
            delay = delay.multipliedBy(2);
        } while (!cancelled);
        sendAfter("later", delay);

        assertThat(awaitSeen(server, sent + 1)).hasSize(sent + 1).endsWith("later");
    }

    @Test
    void takesNothingBackThatWaitsOrHasBeenHandled() throws Exception {
        Pause pause = pause();
        Timer[] timer = new Timer[1];
        orderAsync(server, context -> {
            timer[0] = context.sendAfter("later", SHORT);
            pause.enter();
            return "released";
        });
        pause.awaitEntered();
        awaitQueue(server, 1);

        assertThat(timer[0].cancel()).isFalse();
        pause.release();
        assertThat(awaitSeen(server, 1)).containsExactly("later");
        assertThat(timer[0].cancel()).isFalse();
    }

    // ---- not in the way

    @Test
    void firesWhileTheServerIsSuspendedAndWaitsInTheMailbox() throws Exception {
        Pause pause = pause();
        orderAsync(server, context -> {
            context.sendAfter("later", SHORT);
            pause.enter();
            return "released";
        });
        pause.awaitEntered();
        Client<Void> suspending = Client.waitingUntil(() -> sys.suspend(server, LONG));
        pause.release();
        assertThat(suspending).succeedsWithin(LONG);
        awaitQueue(server, 1);

        sys.resume(server);

        assertThat(awaitSeen(server, 1)).containsExactly("later");
    }

    @Test
    void isTakenInByAFullMailbox() throws Exception {
        ServerRef limited = engine.start(spec(new Script()).limited(MailboxLimit.refusing(1)));
        Pause filled = pause();
        Pause started = pause();
        orderAsync(limited, context -> {
            filled.enter();
            context.sendAfter("later", Duration.ZERO);
            started.enter();
            return "released";
        });
        filled.awaitEntered();
        limited.send("only");
        filled.release();
        started.awaitEntered();
        awaitQueue(limited, 2);

        started.release();

        await("all have been handled", () -> info(limited).queueLength() == 0);
        assertThat(seen(limited)).containsExactly("only", "later");
    }

    @Test
    void endsWithItsServer() {
        Timer timer = sendAfter("never", HOUR);

        sys.exit(server, ExitReason.KILL);

        await("the server has ended", () -> !server.isAlive());
        await("nothing is to be taken back", () -> !timer.cancel());
    }

    @Test
    void refusesWhatIsNoMessageOrNoDelay() {
        assertThatThrownBy(() -> failingFrom(null, HOUR)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> failingFrom("x", null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> failingFrom("x", Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("negative");
    }

    private void failingFrom(Object message, Duration delay) {
        RuntimeException thrown = SendAfterTest.<RuntimeException>ask(server, context -> {
            try {
                context.sendAfter(message, delay);
                return new IllegalStateException("not refused");
            } catch (NullPointerException | IllegalArgumentException refused) {
                return refused;
            }
        });
        throw thrown;
    }
}
