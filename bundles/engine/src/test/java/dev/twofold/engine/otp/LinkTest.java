/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.otp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.engine.Otp;
import dev.twofold.server.Down;
import dev.twofold.server.Exit;
import dev.twofold.server.ExitReason;
import dev.twofold.server.ServerRef;
import dev.twofold.server.Stop;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Servers that end together. */
class LinkTest extends Stage {

    private final ServerRef one = start();
    private final ServerRef other = start();

    private void link() {
        order(one, context -> context.link(other));
    }

    private void trap(ServerRef server) {
        order(server, context -> context.trapExits(true));
    }

    @Test
    @Otp(173)
    void endsTheOtherWhoeverOfTheTwoEnds() {
        link();
        var endOfOther = endOf(other);
        sys.stop(one, BORED, LONG);
        assertThat(endOfOther).succeedsWithin(LONG).isEqualTo(BORED);

        ServerRef again = start();
        ServerRef linked = start();
        order(again, context -> context.link(linked));
        var endOfAgain = endOf(again);
        sys.stop(linked, BORED, LONG);
        assertThat(endOfAgain).succeedsWithin(LONG).isEqualTo(BORED);
    }

    @Test
    @Otp({ 173, 174 })
    void tellsTheOtherIfItTraps() {
        for (ExitReason reason : ParentTest.reasons()) {
            ServerRef trapping = start(Script.trapping());
            ServerRef ending = start();
            order(trapping, context -> context.link(ending));

            sys.stop(ending, reason, LONG);

            assertThat(awaitSeen(trapping, 1)).containsExactly(new Exit(ending, reason));
        }
    }

    @Test
    @Otp(177)
    void cannotBeSetToAServerThatHasEnded() {
        sys.stop(other, ExitReason.NORMAL, LONG);

        ExitReason failure = ask(one, context -> failureOf(() -> context.link(other)));

        assertThat(failure).isEqualTo(ExitReason.NOPROC);
        assertThat(one.isAlive()).isTrue();
        trap(one);
        link();
        assertThat(awaitSeen(one, 1)).containsExactly(new Exit(other, ExitReason.NOPROC));
    }

    @Test
    @Otp(178)
    void doesNotAddUp() {
        trap(one);
        link();
        link();
        order(other, context -> context.link(one));

        order(one, context -> {
            context.unlink(other);
            context.monitor(other);
        });

        sys.stop(other, BORED, LONG);
        assertThat(awaitSeen(one, 1)).singleElement().isInstanceOf(Down.class);
        assertThat(one.call("after", LONG)).isEqualTo("after");
        assertThat(seen(one)).hasSize(2);
    }

    @Test
    @Otp(180)
    void leavesAnExitThatHasArrived() {
        trap(one);
        link();
        order(one, context -> {
            sys.stop(other, BORED, LONG);
            awaitQueue(one, 1);
            context.unlink(other);
        });

        assertThat(seen(one)).containsExactly(new Exit(other, BORED));
    }

    @Test
    @Otp(181)
    void tellsAfterTheMessagesOfTheOther() {
        trap(one);
        link();

        other.cast(Script.step((state, context) -> {
            one.send("last words");
            return new Stop<>(BORED, state);
        }));

        assertThat(awaitSeen(one, 2)).containsExactly("last words", new Exit(other, BORED));
    }

    @Test
    void tellsWhetherItTrappedBefore() {
        List<Boolean> before = ask(one, context -> List.of(context.trapExits(true), context.trapExits(true),
                context.trapExits(false), context.trapExits(false)));

        assertThat(before).containsExactly(false, true, true, false);
    }
}
