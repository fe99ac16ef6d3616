/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.server.Init;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A start that goes wrong leaves nothing behind that a gate would wait for, or that has a name. */
class StartEdgeTest extends PuppetStage {

    private final ServerSpec spec = spec().named("a").with("argument");

    /** From now on the argument of a new server cannot be put into the classes of its code. */
    private void loadFailing(Error failure) {
        group.load(code("2"), new StateChange() {
            @Override
            public Object state(Code<?> from, Code<?> to, Object state) {
                return state;
            }

            @Override
            public Object message(Object message) {
                throw failure;
            }

            @Override
            public Optional<StateChange> afterwards() {
                return Optional.of(this);
            }
        });
    }

    private void assertNothingLeft() {
        assertThat(engine.whereis("a")).isEmpty();
        assertNoneUnderWay();
        try (Gate gate = group.closeGate(LONG)) {
            assertThat(gate.size()).isZero();
        }
    }

    private void assertNoneUnderWay() {
        assertThat(group.births().await(Deadline.in(Duration.ZERO), true)).as("no start is under way").isTrue();
    }

    @Test
    void leavesNothingWhenThereIsNoMemory() {
        loadFailing(new OutOfMemoryError("pretended"));

        assertThatThrownBy(() -> engine.start(spec)).isInstanceOf(OutOfMemoryError.class);

        assertNothingLeft();
    }

    @Test
    void leavesNothingWhenThereIsNoMemoryAndNobodyWaits() {
        loadFailing(new OutOfMemoryError("pretended"));

        assertThatThrownBy(() -> engine.startAsync(spec)).isInstanceOf(OutOfMemoryError.class);

        assertNothingLeft();
    }

    @Test
    void tellsThatThereIsNoMemoryWhenTheGateHasOpened() {
        loadFailing(new OutOfMemoryError("pretended"));
        CompletableFuture<ServerRef> started;
        try (Gate gate = group.closeGate(LONG)) {
            assertThat(gate.size()).isZero();
            started = engine.startAsync(spec).toCompletableFuture();
            assertThat(started).isNotDone();
        }

        assertThat(started).failsWithin(LONG).withThrowableThat().havingCause().isInstanceOf(OutOfMemoryError.class);
        assertNothingLeft();
    }

    @Test
    void givesInitTheArgumentAsItIsIfARecordOfTheModuleRefusesIt() {
        loadFailing(new AssertionError("refused"));

        assertThat(stateOf(engine.start(spec))).contains("argument");
        assertThat(stateOf(engine.startAsync(spec().with("other")).toCompletableFuture().join())).contains("other");
    }

    @Test
    void isNotUnderWayAnyMoreWhenItsOutcomeIsKnown() {
        assertThat(engine.startAsync(spec)).succeedsWithin(LONG);
        assertNoneUnderWay();

        Puppet.Birth failing = () -> {
            throw new IllegalStateException("no");
        };
        assertThat(engine.startAsync(spec().with(failing))).failsWithin(LONG);
        assertNoneUnderWay();

        assertThat(engine.startAsync(spec().with((Puppet.Birth) this::awaitReleaseInInit).initWithin(Duration.ofMillis(
                1))))
                .failsWithin(LONG);
        assertNoneUnderWay();
    }

    private Init<Object> awaitReleaseInInit() throws InterruptedException {
        return Init.ok(awaitRelease());
    }

    private Optional<Object> stateOf(ServerRef server) {
        return engine.sys().rawState(server, LONG);
    }
}
