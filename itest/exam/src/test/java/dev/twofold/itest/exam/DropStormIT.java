/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.module.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.Test;
import org.ops4j.pax.exam.Option;

/**
 * Somebody's build goes wild: 50 drops a second of alternating versions over one file. The system property
 * {@code stress.seconds} says for how long; 60 are a storm.
 */
public class DropStormIT extends TwofoldIT {

    private static final int SECONDS = Integer.getInteger("stress.seconds", 3);
    private static final int PER_SECOND = 50;
    private static final long GAP_NANOS = 1_000_000_000 / PER_SECOND;
    private static final List<String> VERSIONS = List.of("1.2.0", "1.1.0", "1.2.0", "1.0.0");
    private static final String LAST = "1.2.0";

    @Override
    protected Option[] extras() {
        return new Option[] { Platform.eager() };
    }

    @Test
    public void endsWithWhatWasDroppedLastAndLeavesNothingBehind() throws IOException {
        load("ledger", "1.0.0", Outcome.LOADED);
        long threads = threads();
        Clients clients = Clients.calling(servers.named("ledger"), 1L, 2, this::facts);
        try (clients;
                ModuleRemains remains = ModuleRemains.watch(context);
                ResidentRevisions watch = ResidentRevisions.watch(context, "ledger")) {
            storm();
            drop("ledger", LAST, "storm.jar");
            awaitRevision("ledger", LAST);
            clients.awaitProgress();
            clients.close();

            System.out.printf("%d s of %d drops a second: %d revisions were started%n", SECONDS, PER_SECOND, remains
                    .seen());
            assertThat(clients.failures()).isEmpty();
            assertThat(call("ledger", "sum")).isEqualTo(clients.answered());
            assertThat(watch.most()).as(watch.crowd().toString()).isLessThanOrEqualTo(2);
            assertThat(watch.fewest()).isPositive();
            assertThat(storedJars()).hasSizeLessThanOrEqualTo(2);
            assertThat(modules.refusals()).isEmpty();
            remains.awaitAtMost(2, this::facts);
            await("no more threads than before", () -> threads() <= threads);
            assertThat(currentVersion("ledger")).isEqualTo(LAST);
        }
        Files.delete(deployFolder().resolve("storm.jar"));
        await("the ledger is gone", () -> find("ledger").isEmpty() && moduleBundles().isEmpty()
                && storedFiles().isEmpty());
    }

    private void storm() {
        long next = System.nanoTime();
        for (int i = 0; i < SECONDS * PER_SECOND; i++) {
            drop("ledger", VERSIONS.get(i % VERSIONS.size()), "storm.jar");
            next += GAP_NANOS;
            while (System.nanoTime() < next) {
                LockSupport.parkNanos(next - System.nanoTime());
            }
        }
    }

    /** Those of the platform, without the ones that come and go. */
    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).filter(name -> name.startsWith(
                "twofold-") && !name.equals("twofold-disk") && !name.equals("twofold-framework")).count();
    }
}
