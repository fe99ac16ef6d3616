/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.server.ServerRef;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A good moment to close a gate. */
class LullTest extends PuppetStage {

    private ServerRef a;
    private ServerRef b;
    private Roster roster;
    private Lull lull;

    @BeforeEach
    void startServers() {
        a = start("a");
        b = start("b");
        roster = new Roster(group);
        lull = new Lull(List.of(roster));
    }

    @AfterEach
    void close() {
        roster.close();
    }

    @Test
    void holdsNobodyWhileItWaitsForACallbackThatTakesLong() throws Exception {
        occupy(a);
        Thread waiting = new Thread(() -> lull.await(Deadline.in(LONG)));
        waiting.start();
        await("it waits", () -> LockSupport.getBlocker(waiting) == lull);

        assertThat(b.call("hello", LONG)).isEqualTo("hello");
        assertThat(waiting.isAlive()).isTrue();

        release.countDown();
        waiting.join(LONG.toMillis());
        assertThat(waiting.isAlive()).isFalse();
    }

    @Test
    void comesWhenTheTimeIsUp() throws Exception {
        occupy(a);
        Deadline deadline = Deadline.in(Duration.ofMillis(5));

        lull.await(deadline);

        assertThat(deadline.hasPassed()).isTrue();
    }

    @Test
    void comesAlthoughCallbacksThatTakeNoTimeNeverPause() throws Exception {
        AtomicBoolean going = new AtomicBoolean(true);
        Future<?> client = clients.submit(() -> {
            while (going.get()) {
                b.call("hello", LONG);
            }
        });
        try {
            Deadline deadline = Deadline.in(LONG);
            for (int i = 0; i < 20; i++) {
                lull.await(deadline);
            }
            assertThat(deadline.hasPassed()).isFalse();
        } finally {
            going.set(false);
            client.get(10, TimeUnit.SECONDS);
        }
    }
}
