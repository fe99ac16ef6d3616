/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.runtime.demo.Await;
import dev.twofold.runtime.demo.RuntimeProcess;
import dev.twofold.runtime.demo.Slots;
import java.nio.file.Path;

/** The counter of the tutorial in a runtime: dropped as files, asked in the shell. */
final class CounterModule {

    static final String NAME = "counter";

    private final RuntimeProcess runtime;

    CounterModule(RuntimeProcess runtime) {
        this.runtime = runtime;
    }

    static Path jar(String version) {
        return Runtimes.sample("counter-" + version + ".jar");
    }

    /** The first revision, with its protocol. */
    static CounterModule deploy(RuntimeProcess runtime) {
        CounterModule counter = new CounterModule(runtime);
        runtime.drop(Runtimes.sample("counter-api.jar"));
        counter.drop("1.0.0");
        counter.await("1.0.0", Slots.EMPTY);
        return counter;
    }

    void drop(String version) {
        runtime.drop(jar(version));
    }

    void await(String current, String old) {
        Slots expected = new Slots(current, old);
        Await.until(NAME + " with " + expected, RuntimeProcess.PATIENCE, () -> slots().equals(expected));
    }

    Slots slots() {
        return Slots.parse(runtime.run("module:list"), NAME);
    }

    boolean runs() {
        return runtime.run("server:list").lines().anyMatch(line -> line.startsWith(NAME + " "));
    }

    void increment(long by) {
        runtime.run("server:call counter Increment " + by);
    }

    void assertCount(long expected) {
        assertThat(runtime.run("server:call counter Get")).isEqualTo(Long.toString(expected));
    }

    void assertSlots(String current, String old) {
        assertThat(slots()).isEqualTo(new Slots(current, old));
    }
}
