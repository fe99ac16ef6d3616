/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.itest.modules.broken.ChangeUntilStopped;
import dev.twofold.runtime.demo.Await;
import dev.twofold.runtime.demo.RuntimeProcess;
import dev.twofold.runtime.demo.Slots;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A runtime that was killed with {@code kill -9}, or stopped in the middle of an upgrade, and is started again on its folder. */
class RestartIT {

    private static final int MANY = 300;

    @RegisterExtension
    final Runtimes runtimes = new Runtimes();

    @Test
    void keepsBothSlotsWhateverTheFolderHolds() {
        RuntimeProcess first = runtimes.start();
        CounterModule before = CounterModule.deploy(first);
        before.drop("1.1.0");
        before.await("1.1.0", "1.0.0");
        first.run("module:rollback counter");
        before.assertSlots("1.0.0", "1.1.0");
        int logged = first.log().length();
        first.kill();

        RuntimeProcess second = runtimes.start();
        CounterModule counter = new CounterModule(second);
        counter.await("1.0.0", "1.1.0");
        counter.increment(3);
        counter.assertCount(3);

        // What is dropped now is taken after all that the folder held before.
        second.drop(Runtimes.sample("meter-api.jar"));
        second.drop(Runtimes.sample("meter-1.0.0.jar"));
        Await.until("the meter", RuntimeProcess.PATIENCE,
                () -> Slots.parse(second.run("module:list"), "meter").current().equals("1.0.0"));
        counter.assertSlots("1.0.0", "1.1.0");
        counter.assertCount(3);
        assertThat(second.log().substring(logged)).doesNotContain("counter-1.0.0.jar:", "counter-1.1.0.jar:");

        counter.drop("2.0.0");
        counter.await("2.0.0", "1.0.0");
        counter.assertCount(3);
    }

    @Test
    void isWholeWhereverItWasKilledInARowOfSwaps() {
        RuntimeProcess runtime = runtimes.start();
        CounterModule counter = CounterModule.deploy(runtime);
        counter.drop("1.1.0");
        counter.await("1.1.0", "1.0.0");

        for (int swaps : List.of(1, 8, 25)) {
            killAfter(runtime, swaps);
            runtime = runtimes.start();
            counter = new CounterModule(runtime);
            Await.until("the counter", RuntimeProcess.PATIENCE, counter::runs);
            assertThat(counter.slots()).isIn(new Slots("1.0.0", "1.1.0"), new Slots("1.1.0", "1.0.0"));
            counter.increment(3);
            counter.assertCount(3);
        }

        String current = counter.slots().current();
        counter.drop("2.2.0");
        counter.await("2.2.0", current);
        counter.assertCount(3);
    }

    @Test
    void upgradesAgainWhenItWasStoppedMeanwhile() {
        runtimes.configure("twofold.module-counter.cfg", "change.limit.ms = 60000");
        RuntimeProcess first = runtimes.start();
        CounterModule.deploy(first);
        first.drop(Variant.of(CounterModule.jar("1.1.0")).version("1.1.1").type(ChangeUntilStopped.class)
                .text("OSGI-INF/dev.twofold.samples.counter.AddIncrements.xml", xml -> xml.replaceFirst(
                        "implementation class=\"[^\"]*", "implementation class=\"" + ChangeUntilStopped.class
                                .getName()))
                .imports("org.osgi.framework").write(runtimes.home().resolve("slow.jar")));
        Await.until("the change", RuntimeProcess.PATIENCE, () -> Files.exists(runtimes.home().resolve(
                "data/changing")));
        assertThat(first.process().destroy()).as("SIGTERM").isTrue();
        assertThat(first.awaitEnd()).isZero();

        RuntimeProcess second = runtimes.start();
        new CounterModule(second).await("1.1.1", "1.0.0");
        assertThat(second.run("module:why counter") + second.run("module:history counter")).contains(
                "the platform is being stopped");
        assertThat(second.log()).contains("REFUSED (slow.jar): the platform is being stopped")
                .doesNotContain("somebody has stopped");
    }

    @Test
    void startsAnewWhenTheApiIsRefreshed() {
        RuntimeProcess runtime = runtimes.start();
        CounterModule counter = CounterModule.deploy(runtime);
        counter.drop("1.1.0");
        counter.await("1.1.0", "1.0.0");
        counter.increment(3);

        runtime.run("refresh " + api(runtime.run("lb -s")));

        Await.until("the counter starts anew", RuntimeProcess.PATIENCE,
                () -> runtime.run("server:state counter").contains("count=0"));
        counter.assertSlots("1.1.0", "1.0.0");
        runtime.run("module:rollback counter");
        counter.assertSlots("1.0.0", "1.1.0");
    }

    /** Id of the bundle that all modules import. */
    private static String api(String bundles) {
        return bundles.lines().filter(line -> line.contains("dev.twofold.api ")).findFirst().orElseThrow()
                .split("\\|")[0].replaceAll("\\D", "");
    }

    /** Kills while more swaps wait than can have been done. */
    private static void killAfter(RuntimeProcess runtime, int swaps) {
        int logged = runtime.log().length();
        runtime.type("module:rollback counter\n".repeat(MANY).strip());
        Await.until(swaps + " swaps", RuntimeProcess.PATIENCE,
                () -> runtime.log().substring(logged).split("ROLLED_BACK", -1).length > swaps);
        runtime.kill();
    }
}
