/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.server.ServerRef;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Servers end while they are counted. */
class DrainTest extends PuppetStage {

    private final Thread counter = Thread.currentThread();
    private final CountDownLatch counted = new CountDownLatch(2);
    private final CountDownLatch left = new CountDownLatch(1);

    /** All code; who counts waits at the second server. */
    private final class Slow extends AbstractSet<Code<?>> {

        @Override
        public boolean contains(Object code) {
            if (Thread.currentThread() == counter) {
                counted.countDown();
            }
            if (Thread.currentThread() == counter && counted.getCount() == 0) {
                try {
                    left.await(100, TimeUnit.MILLISECONDS); // or for as long as it may have to wait for this
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
            return true;
        }

        @Override
        public Iterator<Code<?>> iterator() {
            return Set.<Code<?>>copyOf(group.codes().values()).iterator();
        }

        @Override
        public int size() {
            return 1;
        }
    }

    @Test
    void isDoneWhenTheLastHasEndedAlthoughOneEndedWhileTheyWereCounted() throws Exception {
        ServerRef first = start("first");
        ServerRef second = start("second");
        Drain drain = new Drain(group, new Slow());
        Future<?> ending = clients.submit(() -> {
            assertReached(counted);
            kill(first);
            left.countDown();
            return null;
        });

        group.departures().tell(drain);
        ending.get(LONG.toSeconds(), TimeUnit.SECONDS);
        kill(second);

        assertThat(drain.done()).succeedsWithin(LONG);
    }
}
