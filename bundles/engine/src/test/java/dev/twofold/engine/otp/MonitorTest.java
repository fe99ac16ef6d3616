/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.otp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.engine.Otp;
import dev.twofold.server.Down;
import dev.twofold.server.ExitReason;
import dev.twofold.server.Monitor;
import dev.twofold.server.ServerRef;
import dev.twofold.server.Stop;
import org.junit.jupiter.api.Test;

/** Watching other servers. */
class MonitorTest extends Stage {

    private final ServerRef watcher = start();
    private final ServerRef watched = start();

    private Monitor monitor(ServerRef server) {
        return ask(watcher, context -> context.monitor(server));
    }

    @Test
    @Otp(178)
    void tellsOnceForEachMonitor() {
        Monitor first = monitor(watched);
        Monitor second = monitor(watched);

        sys.stop(watched, BORED, LONG);

        assertThat(awaitSeen(watcher, 2)).containsExactlyInAnyOrder(new Down(first, watched, BORED),
                new Down(second, watched, BORED));
    }

    @Test
    @Otp(179)
    void tellsAtOnceThatNobodyIsThere() {
        sys.stop(watched, BORED, LONG);
        ServerRef nobody = engine.named("nobody");

        Monitor ofEnded = monitor(watched);
        Monitor ofNobody = monitor(nobody);

        assertThat(awaitSeen(watcher, 2)).containsExactly(new Down(ofEnded, watched, ExitReason.NOPROC),
                new Down(ofNobody, nobody, ExitReason.NOPROC));
    }

    @Test
    @Otp(179)
    void namesTheReferenceThatWasMonitored() {
        engine.start(spec(new Script()).named("a"));
        ServerRef byName = engine.named("a");
        Monitor monitor = monitor(byName);

        sys.stop(byName, BORED, LONG);

        assertThat(awaitSeen(watcher, 1)).containsExactly(new Down(monitor, byName, BORED));
    }

    @Test
    @Otp(180)
    void leavesNoDownBehindThatHasArrived() {
        order(watcher, context -> {
            Monitor monitor = context.monitor(watched);
            sys.stop(watched, BORED, LONG);
            awaitQueue(watcher, 1);
            monitor.demonitor();
        });

        assertThat(seen(watcher)).isEmpty();
    }

    @Test
    @Otp(181)
    void tellsAfterTheMessagesOfTheWatched() {
        monitor(watched);

        watched.cast(Script.step((state, context) -> {
            for (int i = 0; i < 5; i++) {
                watcher.send(i);
            }
            return new Stop<>(BORED, state);
        }));

        assertThat(awaitSeen(watcher, 6)).startsWith(0, 1, 2, 3, 4).last().isInstanceOf(Down.class);
    }
}
