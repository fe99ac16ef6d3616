/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.counter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.samples.counter.api.Increment;
import dev.twofold.testkit.TestModule;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The jars themselves: from 1.0 to 1.1 and back. */
class UpgradeIT {

    @Test
    void countSurvivesUpgradeAndRollback() {
        try (TestModule counter = TestModule.load(Path.of("../counter-1.0/target/counter-1.0.0.jar"))) {
            counter.server("counter").call(new Increment(3));

            counter.upgradeTo(Path.of("target/counter-1.1.0.jar"));
            assertThat(counter.state("counter")).isEqualTo("CounterState[count=3, increments=0]");

            counter.rollBack();
            assertThat(counter.state("counter")).isEqualTo("CounterState[count=3]");
            counter.assertOldRevisionsCollected();
        }
    }
}
