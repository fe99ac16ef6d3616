/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.runtime.demo.RuntimeProcess;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Five minutes by hand: what the README tells a new user to type. */
class ShellIT {

    @RegisterExtension
    final Runtimes runtimes = new Runtimes();

    private RuntimeProcess runtime;

    @BeforeEach
    void start() {
        runtime = runtimes.start();
    }

    @Test
    void walksThroughTheTutorial() {
        assertThat(runtime.run("module:list")).contains("no module is loaded");

        CounterModule counter = CounterModule.deploy(runtime);
        assertThat(runtime.run("module:list")).containsPattern("counter +current +1\\.0\\.0 .* ACTIVE +1");
        assertThat(runtime.run("server:list")).containsPattern("counter +counter +counter +1\\.0\\.0");
        assertThat(runtime.run("server:call counter Increment 3")).isEqualTo("3");
        assertThat(runtime.run("server:state counter")).isEqualTo("CounterState[count=3]");

        counter.drop("1.1.0");
        counter.await("1.1.0", "1.0.0");
        assertThat(runtime.run("module:list")).containsPattern("counter +current +1\\.1\\.0")
                .containsPattern("counter +old +1\\.0\\.0");
        assertThat(runtime.run("server:call counter Increment 4")).isEqualTo("7");
        assertThat(runtime.run("server:state counter")).isEqualTo("CounterState[count=7, increments=1]");

        assertThat(runtime.run("module:rollback counter")).contains("ROLLED_BACK 1.1.0 -> 1.0.0");
        assertThat(runtime.run("server:state counter")).isEqualTo("CounterState[count=7]");
        assertThat(runtime.run("module:info counter")).containsPattern("current +1\\.0\\.0")
                .containsPattern("old +1\\.1\\.0");

        assertThat(runtime.run("module:purge counter")).contains("PURGED");
        counter.assertSlots("1.0.0", "-");
        assertThat(runtime.run("module:load " + CounterModule.jar("2.1.0"))).contains("REFUSED");
        assertThat(runtime.run("module:load " + CounterModule.jar("2.2.0"))).contains("UPGRADED 1.0.0 -> 2.2.0");
        counter.assertCount(7);
    }

    @Test
    void namesWhatThereIsWhenAskedForSomethingElse() {
        CounterModule.deploy(runtime);

        assertThat(runtime.run("module:info conter")).contains("conter", "counter");
        assertThat(runtime.run("module:rollback conter")).contains("conter", "counter");
        assertThat(runtime.run("module:purge conter")).contains("conter", "counter");
        assertThat(runtime.run("server:call conter Get")).contains("conter", "counter");
        assertThat(runtime.run("server:state conter")).contains("conter", "counter");
        assertThat(runtime.run("server:call counter Gte")).contains("Gte", "Get", "Increment");
        assertThat(runtime.run("server:call counter Increment three")).contains("three");
        assertThat(runtime.run("server:call counter Increment")).contains("Increment");
        assertThat(runtime.run("module:load nowhere.jar")).contains("nowhere.jar");
        assertThat(runtime.run("module:rollback counter")).contains("REFUSED");
    }

    @Test
    void survivesTheClientsOfTheTutorial() {
        CounterModule counter = CounterModule.deploy(runtime);
        runtime.drop(Runtimes.sample("counter-clients.jar"));
        runtime.awaitCommand("clients:report");

        assertThat(runtime.run("clients:start 4")).contains("failed=0");
        counter.drop("1.1.0");
        counter.await("1.1.0", "1.0.0");
        assertThat(runtime.run("clients:stop")).contains("failed=0");
    }
}
