/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.otp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.engine.Otp;
import dev.twofold.server.Exit;
import dev.twofold.server.ExitReason;
import dev.twofold.server.ServerRef;
import dev.twofold.server.Stop;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Signals that somebody sends to end a server. */
class ExitSignalTest extends Stage {

    private final Script script = new Script();
    private final ServerRef server = start(script);
    private final Script trappingScript = Script.trapping();
    private final ServerRef trapping = start(trappingScript);
    private final ServerRef sender = start();

    private void exit(ServerRef target, ExitReason reason) {
        order(sender, context -> context.exit(target, reason));
    }

    // ---- kill

    @Test
    @Otp(175)
    void cannotTrapAKill() {
        ServerRef linked = start(Script.trapping());
        order(linked, context -> context.link(trapping));
        var end = endOf(trapping);

        exit(trapping, ExitReason.KILL);

        assertThat(end).succeedsWithin(LONG).isEqualTo(ExitReason.KILLED);
        assertThat(trappingScript.ended).isEmpty();
        assertThat(awaitSeen(linked, 1)).containsExactly(new Exit(trapping, ExitReason.KILLED));
    }

    @Test
    @Otp(175)
    void canTrapTheEndOfOneThatEndsWithKill() {
        order(trapping, context -> context.link(server));
        ServerRef notTrapping = start();
        order(notTrapping, context -> context.link(server));
        var end = endOf(notTrapping);

        server.cast(Script.step((state, context) -> new Stop<>(ExitReason.KILL, state)));

        assertThat(awaitSeen(trapping, 1)).containsExactly(new Exit(server, ExitReason.KILL));
        assertThat(end).succeedsWithin(LONG).isEqualTo(ExitReason.KILL);
    }

    @Test
    void killsAServerThatHangsAtOnce() throws Exception {
        ServerRef linked = start(Script.trapping());
        order(linked, context -> context.link(server));
        var end = endOf(server);
        occupy(server);

        exit(server, ExitReason.KILL);

        assertThat(end).succeedsWithin(LONG).isEqualTo(ExitReason.KILLED);
        assertThat(awaitSeen(linked, 1)).containsExactly(new Exit(server, ExitReason.KILLED));
    }

    // ---- other reasons

    /** In OTP a signal ends a process in the middle of what it does. */
    @Test
    void letsTheCallbackReturnBeforeAnotherSignalEndsTheServer() throws Exception {
        Pause pause = pause();
        AtomicBoolean returned = new AtomicBoolean();
        var end = endOf(server);
        orderAsync(server, context -> {
            pause.enter();
            return returned.getAndSet(true);
        });
        pause.awaitEntered();
        AtomicBoolean handled = new AtomicBoolean();
        orderAsync(server, context -> handled.getAndSet(true));
        exit(server, BORED);

        pause.release();

        assertThat(end).succeedsWithin(LONG).isEqualTo(BORED);
        assertThat(returned).isTrue();
        assertThat(handled).isFalse();
        assertThat(script.ended).isEmpty();
    }

    @Test
    @Otp(176)
    void doesNotMindANormalSignal() {
        exit(server, ExitReason.NORMAL);

        assertThat(server.call("alive", LONG)).isEqualTo("alive");
        assertThat(seen(server)).containsExactly("alive");
    }

    @Test
    @Otp(176)
    void getsAnySignalButKillAsAMessageWhenItTraps() {
        for (ExitReason reason : ParentTest.reasons()) {
            exit(trapping, reason);
        }

        assertThat(seen(trapping)).containsExactly(new Exit(sender, ExitReason.NORMAL),
                new Exit(sender, ExitReason.SHUTDOWN), new Exit(sender, BORED));
    }

    @Test
    void mayBeSentByNobody() {
        sys.exit(trapping, BORED);
        sys.exit(engine.named("nobody"), BORED);

        assertThat(seen(trapping)).singleElement().isInstanceOfSatisfying(Exit.class,
                exit -> assertThat(exit.reason()).isEqualTo(BORED));
    }
}
