/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.module.Outcome;
import dev.twofold.module.SwapListener;
import dev.twofold.module.SwapReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FeedTest {

    private static final long PATIENCE_SECONDS = 60;

    private final List<String> told = new CopyOnWriteArrayList<>();

    @Test
    void dropsTheOldestWhenAListenerBlocksAndKeepsTheOrderOfTheRest() throws InterruptedException {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch last = new CountDownLatch(1);
        Feed feed = new Feed(report -> {
            blocked.countDown();
            await(release);
            told.add(report.module());
            if (report.module().equals("last")) {
                last.countDown();
            }
        });
        tell(feed, "first");
        await(blocked);
        for (int i = 0; i < SwapListener.MOST_WAITING + 9; i++) {
            tell(feed, String.valueOf(i));
        }
        tell(feed, "last");
        release.countDown();
        await(last);

        assertThat(told).hasSize(SwapListener.MOST_WAITING + 1).startsWith("first", "10", "11").endsWith("1008",
                "last");
        feed.close();
    }

    @Test
    void goesOnAfterAListenerHasThrown() {
        CountDownLatch second = new CountDownLatch(1);
        Feed feed = new Feed(report -> {
            if (report.module().equals("second")) {
                second.countDown();
            }
            throw new IllegalStateException("on purpose");
        });

        tell(feed, "first");
        tell(feed, "second");

        await(second);
        feed.close();
    }

    private static void tell(Feed feed, String module) {
        SwapReport report = new SwapReport(module, Outcome.UNCHANGED, Optional.empty(), Optional.empty(), Optional
                .empty(), 0, Instant.EPOCH, List.of(), Duration.ZERO, "", List.of(), List.of(), List.of(), "");
        feed.tell(listener -> listener.ended(report));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
