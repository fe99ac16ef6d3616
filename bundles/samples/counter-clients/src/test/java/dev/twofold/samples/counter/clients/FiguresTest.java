/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.counter.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FiguresTest {

    private final AtomicLong now = new AtomicLong(-5);
    private final Figures figures = new Figures(now::get);
    private final Client one = client();
    private final Client other = client();

    @Test
    void addsUpWhatEachClientSees() {
        figures.begins(one);
        figures.begins(other);
        figures.succeeds(one, 2);
        figures.succeeds(other, 3);

        assertThat(figures.report()).isEqualTo(new Report(2, 0, 5, Duration.ZERO, ""));
    }

    @Test
    void keepsFirstFailure() {
        figures.begins(one);
        figures.fails(one, "the first");
        figures.begins(one);
        figures.fails(one, "the second");

        assertThat(figures.report()).isEqualTo(new Report(0, 2, 0, Duration.ZERO, "the first"));
    }

    @Test
    void longestWaitIsSinceLastReport() {
        figures.begins(one);
        passes(30);
        figures.succeeds(one, 1);
        figures.begins(one);
        passes(20);
        figures.succeeds(one, 1);

        assertThat(figures.report().longest()).hasMillis(30);
        assertThat(figures.report().longest()).isZero();
    }

    @Test
    void longestWaitIncludesCallStillUnderWay() {
        figures.begins(one);
        passes(30);
        assertThat(figures.report().longest()).hasMillis(30);

        passes(10);
        figures.succeeds(one, 1);
        assertThat(figures.report().longest()).hasMillis(40);
    }

    private void passes(long millis) {
        now.addAndGet(Duration.ofMillis(millis).toNanos());
    }

    private Client client() {
        return new Client(new FakeCounter(0), figures, new CountDownLatch(1));
    }
}
