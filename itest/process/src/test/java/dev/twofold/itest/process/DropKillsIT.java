/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.runtime.demo.Await;
import dev.twofold.runtime.demo.RuntimeProcess;
import dev.twofold.runtime.demo.Slots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Kills the runtime at random times while jars are dropped into its folder, and starts it again: it comes to run what was
 * dropped last, and nothing is left over. {@code -Dkills=100} for more, {@code -Dseed=...} for the same drops once more.
 */
class DropKillsIT {

    private static final int KILLS = 3;
    private static final int MOST_DROPS = 8;
    private static final int LONGEST_MS = 300;
    private static final String FILE = "counter.jar";
    private static final List<String> VERSIONS = List.of("1.0.0", "1.1.0");

    @RegisterExtension
    final Runtimes runtimes = new Runtimes();

    @Test
    void runsInTheEndWhatWasDroppedLast() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        int kills = Integer.getInteger("kills", KILLS);
        RuntimeProcess runtime = runtimes.start();
        dropBoth(runtime);
        for (int kill = 1; kill <= kills; kill++) {
            String last = dropSome(runtime, random);
            runtime.kill();

            runtime = runtimes.start();

            CounterModule counter = new CounterModule(runtime);
            String moment = "kill " + kill + " of seed " + seed;
            Await.until(last + " after " + moment, RuntimeProcess.PATIENCE,
                    () -> counter.slots().current().equals(last) && counter.runs());
            counter.increment(3);
            counter.assertCount(3);
            assertThat(runtime.run("module:list")).as(moment).doesNotContain("refused");
            assertNothingLeftOver(moment);
        }
        System.out.println(kills + " kills, seed " + seed);
    }

    /** Both are in a slot from now on, so that none of them is refused as a downgrade. */
    private static void dropBoth(RuntimeProcess runtime) {
        CounterModule counter = new CounterModule(runtime);
        runtime.drop(Runtimes.sample("counter-api.jar"));
        runtime.drop(CounterModule.jar(VERSIONS.get(0)), FILE);
        counter.await(VERSIONS.get(0), Slots.EMPTY);
        runtime.drop(CounterModule.jar(VERSIONS.get(1)), FILE);
        counter.await(VERSIONS.get(1), VERSIONS.get(0));
    }

    /** The version that was dropped last. */
    private static String dropSome(RuntimeProcess runtime, Random random)
            throws InterruptedException, ExecutionException {
        String version = VERSIONS.get(0);
        for (int drops = 1 + random.nextInt(MOST_DROPS); drops > 0; drops--) {
            version = VERSIONS.get(random.nextInt(VERSIONS.size()));
            runtime.drop(CounterModule.jar(version), FILE);
            goOn(runtime, random.nextInt(LONGEST_MS));
        }
        return version;
    }

    /** It must not end by itself. */
    private static void goOn(RuntimeProcess runtime, int millis) throws InterruptedException, ExecutionException {
        try {
            runtime.process().onExit().get(millis, TimeUnit.MILLISECONDS);
            throw new AssertionError("it has ended by itself: " + runtime.diagnosis());
        } catch (TimeoutException running) {
            return;
        }
    }

    private void assertNothingLeftOver(String moment) throws IOException {
        Path data = runtimes.home().resolve("data/twofold");
        try (Stream<Path> incoming = Files.list(data.resolve("incoming"));
                Stream<Path> stored = Files.list(data.resolve("modules/counter"))) {
            assertThat(incoming).as(moment).isEmpty();
            assertThat(stored.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".jar"))).as(
                    moment).hasSizeLessThanOrEqualTo(2);
        }
    }
}
