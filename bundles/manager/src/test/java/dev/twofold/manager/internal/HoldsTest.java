/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.engine.Engine;
import dev.twofold.engine.Gate;
import dev.twofold.module.RevisionId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Version;

/** Others hold servers at any moment, and the coordinator has to close their gate all the same. */
@Timeout(60)
class HoldsTest {

    private static final Duration LONG = Duration.ofHours(1);

    private final Engine engine = new Engine();
    private final Holds holds = new Holds(engine);

    @AfterEach
    void close() {
        holds.releaseAll();
        engine.close();
    }

    @Test
    void nobodyElseComesBetweenTheReleaseAndTheGate() throws Exception {
        holds.hold(revision(), LONG, LONG);

        CompletableFuture<Boolean> other = holds.claim(List.of("meter"), () -> {
            holds.release("meter");
            CompletableFuture<Boolean> held = stranger();
            try (Gate gate = engine.group("meter").closeGate(Duration.ZERO)) {
                assertThat(gate.size()).isZero();
                assertThat(holds.find("meter")).isEmpty();
            }
            return held;
        });

        assertThat(other.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(holds.isClosed("meter")).isTrue();
    }

    /** Somebody else who holds, and has come to where he has to wait. */
    private CompletableFuture<Boolean> stranger() {
        CompletableFuture<Boolean> held = new CompletableFuture<>();
        Thread thread = new Thread(() -> held.complete(holds.hold(revision(), LONG, LONG)), "stranger");
        thread.start();
        while (!held.isDone() && thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        return held;
    }

    @Test
    void aClaimIsNotWaitedForLongerThanTheLimit() throws Exception {
        assertThat(holds.claim(List.of("meter"), () -> holds.hold(revision(), Duration.ofMillis(1), LONG))).isFalse();
        assertThat(holds.hold(revision(), LONG, LONG)).isTrue();
    }

    private static Revision revision() {
        RevisionId id = new RevisionId("meter", new Version("1.0.0"), "0".repeat(64));
        return Revision.inactive(new StoredJar(id, Path.of("meter.jar"), false), null);
    }
}
