/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.otp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.twofold.engine.Otp;
import dev.twofold.server.Exit;
import dev.twofold.server.ExitReason;
import dev.twofold.server.ServerRef;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a server does when its parent ends, or somebody else that it is linked to. */
class ParentTest extends Stage {

    private final Script script = new Script();
    private final Script trapping = Script.trapping();
    private final ServerRef parent = start();

    static List<ExitReason> reasons() {
        return List.of(ExitReason.NORMAL, ExitReason.SHUTDOWN, BORED);
    }

    @ParameterizedTest
    @MethodSource("reasons")
    @Otp({ 64, 86 })
    void terminatesWithTheReasonOfItsParentWhenItTraps(ExitReason reason) {
        ServerRef child = startChild(parent, trapping);
        var end = endOf(child);

        sys.stop(parent, reason, LONG);

        assertThat(end).succeedsWithin(LONG).isEqualTo(reason);
        assertThat(trapping.ended).containsExactly(new Script.Ended(reason, List.of()));
    }

    @Test
    @Otp(65)
    void diesOfItsParentsEndWithoutTerminate() {
        ServerRef child = startChild(parent, script);
        var end = endOf(child);

        sys.stop(parent, BORED, LONG);

        assertThat(end).succeedsWithin(LONG).isEqualTo(BORED);
        assertThat(script.ended).isEmpty();
    }

    @Test
    @Otp(65)
    void survivesANormalEndOfItsParent() {
        ServerRef child = startChild(parent, script);
        order(child, context -> context.monitor(parent));

        sys.stop(parent, ExitReason.NORMAL, LONG);

        awaitSeen(child, 1);
        assertThat(child.call("are you there?", LONG)).isEqualTo("are you there?");
    }

    @Test
    @Otp(66)
    void handlesTheEndOfItsParentInItsTurn() throws Exception {
        ServerRef child = startChild(parent, trapping);
        var end = endOf(child);
        Pause busy = occupy(child);
        child.cast("before");
        order(parent, context -> context.exit(child, BORED));
        child.cast("after");

        busy.release();

        assertThat(end).succeedsWithin(LONG).isEqualTo(BORED);
        assertThat(trapping.ended).containsExactly(new Script.Ended(BORED, List.of("before")));
    }

    @Test
    @Otp({ 66, 127 })
    void endsWithItsParentAtOnceWhileSuspended() {
        ServerRef child = startChild(parent, trapping);
        var end = endOf(child);
        sys.suspend(child, LONG);
        child.cast("waits");

        sys.stop(parent, BORED, LONG);

        assertThat(end).succeedsWithin(LONG).isEqualTo(BORED);
        assertThat(trapping.ended).containsExactly(new Script.Ended(BORED, List.of()));
    }

    @Test
    @Otp({ 66, 127 })
    void endsWithItsParentWhenItIsSuspendedMeanwhile() throws Exception {
        ServerRef child = startChild(parent, trapping);
        var end = endOf(child);
        Pause busy = occupy(child);
        order(parent, context -> context.exit(child, BORED));
        Client<Object> suspending = Client.waitingIn(() -> catchThrowable(() -> sys.suspend(child, LONG)));

        busy.release();

        assertThat(end).succeedsWithin(LONG).isEqualTo(BORED);
        assertThat(suspending).succeedsWithin(LONG);
    }

    @Test
    @Otp(67)
    void getsTheExitOfAnotherAsAMessageWhenItTraps() {
        ServerRef server = start(trapping);
        ServerRef other = start();
        order(server, context -> context.link(other));

        sys.stop(other, BORED, LONG);

        assertThat(awaitSeen(server, 1)).containsExactly(new Exit(other, BORED));
    }

    @Test
    @Otp(67)
    void diesOfTheExitOfAnotherWithoutTerminate() {
        ServerRef server = start(script);
        ServerRef other = start();
        order(server, context -> context.link(other));
        var end = endOf(server);

        sys.stop(other, BORED, LONG);

        assertThat(end).succeedsWithin(LONG).isEqualTo(BORED);
        assertThat(script.ended).isEmpty();
    }

    @Test
    @Otp(67)
    void survivesTheNormalExitOfAnother() {
        ServerRef server = start(script);
        ServerRef other = start();
        order(server, context -> {
            context.link(other);
            context.monitor(other);
        });

        sys.stop(other, ExitReason.NORMAL, LONG);

        awaitSeen(server, 1);
        assertThat(server.call("are you there?", LONG)).isEqualTo("are you there?");
    }
}
