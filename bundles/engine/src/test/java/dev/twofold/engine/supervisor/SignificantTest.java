/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.engine.Otp;
import dev.twofold.server.ExitReason;
import dev.twofold.server.ServerRef;
import dev.twofold.supervisor.AutoShutdown;
import dev.twofold.supervisor.ChildSpec;
import dev.twofold.supervisor.Restart;
import dev.twofold.supervisor.Strategy;
import org.junit.jupiter.api.Test;

/** A supervisor that ends with its significant children. */
class SignificantTest extends SupervisorStage {

    private static ChildSpec significant(String id, Restart restart) {
        return child(id).restart(restart).significant(true);
    }

    private ServerRef start(AutoShutdown autoShutdown, ChildSpec... children) {
        return start(many(Strategy.ONE_FOR_ONE, children).autoShutdown(autoShutdown));
    }

    private void assertEnds(ServerRef supervisor) {
        assertThat(reasonOf(supervisor)).isEqualTo(ExitReason.SHUTDOWN);
        assertThat(names()).isEmpty();
    }

    @Test
    @Otp(163)
    void endsWithTheFirstSignificantChild() {
        for (Restart restart : new Restart[] { Restart.TRANSIENT, Restart.TEMPORARY }) {
            ServerRef supervisor = start(AutoShutdown.ANY_SIGNIFICANT, significant("a", restart),
                    significant("b", restart), child("c"));
            end("a", ExitReason.NORMAL);
            assertEnds(supervisor);
        }
    }

    @Test
    @Otp(163)
    void endsWithATemporarySignificantChildThatHasFailed() {
        ServerRef supervisor = start(AutoShutdown.ANY_SIGNIFICANT, significant("a", Restart.TEMPORARY));
        end("a", BOOM);
        assertEnds(supervisor);
    }

    @Test
    @Otp(163)
    void goesOnWhenASignificantChildIsStartedAgain() {
        ServerRef supervisor = start(AutoShutdown.ANY_SIGNIFICANT, significant("a", Restart.TRANSIENT));
        ServerRef first = running("a");
        end(first, BOOM);
        await("it runs again", () -> engine.whereis("a").filter(again -> !again.equals(first)).isPresent());
        assertThat(which(supervisor)).hasSize(1);
    }

    @Test
    @Otp(163)
    void goesOnWhenAnotherChildEnds() {
        ServerRef supervisor = start(AutoShutdown.ANY_SIGNIFICANT, significant("a", Restart.TRANSIENT),
                child("b").restart(Restart.TEMPORARY));
        end("b", ExitReason.NORMAL);
        awaitChildren(supervisor, "a");
    }

    @Test
    @Otp(163)
    void endsWithTheLastSignificantChild() {
        ServerRef supervisor = start(AutoShutdown.ALL_SIGNIFICANT, significant("a", Restart.TRANSIENT),
                significant("b", Restart.TEMPORARY), child("c"));
        end("a", ExitReason.NORMAL);
        assertThat(which(supervisor)).hasSize(3);
        end("b", BOOM);
        assertEnds(supervisor);
    }

    @Test
    @Otp(163)
    void endsWithTheLastInstance() {
        ServerRef supervisor = start(crowd(kind -> kind.restart(Restart.TEMPORARY).significant(true))
                .autoShutdown(AutoShutdown.ALL_SIGNIFICANT));
        ServerRef first = supervisors.startInstance(supervisor).orElseThrow();
        ServerRef second = supervisors.startInstance(supervisor).orElseThrow();
        end(first, ExitReason.NORMAL);
        awaitChildren(supervisor, "-");
        end(second, BOOM);
        assertEnds(supervisor);
    }

    @Test
    @Otp(164)
    void goesOnWhenASignificantChildIsStoppedByHand() {
        ServerRef supervisor = start(AutoShutdown.ANY_SIGNIFICANT, significant("a", Restart.TRANSIENT),
                significant("b", Restart.TEMPORARY));
        supervisors.terminateChild(supervisor, "a");
        supervisors.terminateChild(supervisor, "b");
        assertThat(ids(which(supervisor))).containsExactly("a");
    }
}
