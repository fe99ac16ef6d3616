/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is to be done is done, also if the machine has no thread for it. */
@Timeout(60)
class AsideThreadsTest {

    private final AtomicBoolean exhausted = new AtomicBoolean(true);
    private final AsideThreads threads = new AsideThreads(work -> {
        if (exhausted.get()) {
            throw new OutOfMemoryError("on purpose");
        }
        return new Thread(work, "test aside");
    });

    @AfterEach
    void close() {
        threads.close();
    }

    private Thread whoRuns() throws Exception {
        CompletableFuture<Thread> runs = new CompletableFuture<>();
        assertThatCode(() -> threads.run(() -> runs.complete(Thread.currentThread()))).doesNotThrowAnyException();
        return runs.get(30, TimeUnit.SECONDS);
    }

    @Test
    void doesItOnTheThreadOfWhoGivesItIfThereCanBeNoOther() throws Exception {
        assertThatCode(threads::prepare).doesNotThrowAnyException();

        assertThat(whoRuns()).isSameAs(Thread.currentThread());
    }

    @Test
    void usesThreadsAgainWhenTheyCanBeMade() throws Exception {
        assertThatCode(threads::prepare).doesNotThrowAnyException();
        whoRuns();
        exhausted.set(false);

        assertThat(whoRuns().getName()).isEqualTo("test aside");
    }
}
