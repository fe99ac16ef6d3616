/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.otp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.engine.ChangeFailedException;
import dev.twofold.engine.Code;
import dev.twofold.engine.Otp;
import dev.twofold.engine.StateChange;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerStatus;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Changing the code of one server that is suspended. */
class CodeChangeTest extends Stage {

    private final Script script = new Script().onFormat(state -> "old " + state);
    private final Script newScript = new Script().onFormat(state -> "new " + state);
    private final ServerRef server = start(script);
    private final Code<?> newCode = new Code<>("stage", "2", info(server).type(), newScript);

    private static StateChange changing(UnaryOperator<List<Object>> change) {
        return new StateChange() {
            @Override
            @SuppressWarnings("unchecked") // all servers here are scripts
            public Object state(Code<?> from, Code<?> to, Object state) {
                return change.apply((List<Object>) state);
            }

            @Override
            public Object message(Object message) {
                return message;
            }
        };
    }

    private static StateChange adding(Object item) {
        return changing(state -> Script.plus(state, item));
    }

    private static StateChange failing() {
        return changing(state -> {
            throw new IllegalStateException("refused");
        });
    }

    /** Statement 102: the code that it goes over to is the one that is named. */
    @Test
    void goesOverToNewCodeWithANewState() {
        server.call("before", LONG);
        sys.suspend(server, LONG);

        engine.changeCode(server, newCode, adding("changed"), LONG);

        assertThat(info(server).version()).isEqualTo("2");
        sys.resume(server);
        server.call("after", LONG);
        assertThat(sys.state(server, LONG)).isEqualTo("new [before, changed, after]");
    }

    @Test
    @Otp({ 103, 104 })
    void changesNothingAndStaysSuspendedWhenTheChangeFails() {
        server.call("before", LONG);
        sys.suspend(server, LONG);

        assertThatThrownBy(() -> engine.changeCode(server, newCode, failing(), LONG))
                .isInstanceOf(ChangeFailedException.class).hasMessageContaining("refused")
                .hasMessageContaining("IllegalStateException");

        assertThat(info(server).version()).isEqualTo("1");
        assertThat(info(server).status()).isEqualTo(ServerStatus.SUSPENDED);
        sys.resume(server);
        assertThat(server.call("after", LONG)).isEqualTo("after");
        assertThat(sys.state(server, LONG)).isEqualTo("old [before, after]");
        assertThat(script.ended).isEmpty();
    }

    @Test
    @Otp(118)
    void refusesToChangeAServerThatIsNotSuspended() {
        assertThatThrownBy(() -> engine.changeCode(server, newCode, adding("changed"), LONG))
                .isInstanceOf(IllegalStateException.class);

        assertThat(sys.state(server, LONG)).isEqualTo("old []");
    }

    @Test
    @Otp(119)
    void mayBeRepeatedWhileSuspended() {
        sys.suspend(server, LONG);
        assertThatThrownBy(() -> engine.changeCode(server, newCode, failing(), LONG))
                .isInstanceOf(ChangeFailedException.class);

        engine.changeCode(server, newCode, adding(1), LONG);
        engine.changeCode(server, newCode, adding(2), LONG);

        sys.resume(server);
        assertThat(seen(server)).containsExactly(1, 2);
    }

    @Test
    @Otp(120)
    void takesEffectAlthoughNobodyWaitsAnyLonger() throws Exception {
        Pause pause = pause();
        sys.suspend(server, LONG);

        assertThatThrownBy(() -> engine.changeCode(server, newCode, changing(state -> {
            pauseIn(pause);
            return Script.plus(state, "changed");
        }), SHORT)).isInstanceOf(RuntimeException.class);

        pause.release();
        sys.resume(server);
        assertThat(seen(server)).containsExactly("changed");
    }

    private static void pauseIn(Pause pause) {
        try {
            pause.enter();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @Otp(106)
    void showsWhatFormatStatusMakesOfTheState() {
        server.call("x", LONG);

        assertThat(sys.state(server, LONG)).isEqualTo("old [x]");
        assertThat(sys.report(server, LONG).state()).contains("old [x]");
        assertThat(sys.rawState(server, LONG)).contains(List.of("x"));
    }
}
