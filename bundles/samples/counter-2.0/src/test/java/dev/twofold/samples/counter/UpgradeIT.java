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

/** The jars themselves: from 1.1 to 2.0 and back. */
class UpgradeIT {

    @Test
    void countAndIncrementsSurviveUpgradeAndRollback() {
        try (TestModule counter = TestModule.load(Path.of("../counter-1.1/target/counter-1.1.0.jar"))) {
            counter.server("counter").call(new Increment(3));

            counter.upgradeTo(Path.of("target/counter-2.0.0.jar"));
            assertThat(counter.state("counter")).isEqualTo("Tally[total=Total[value=3], increments=1]");

            counter.rollBack();
            assertThat(counter.state("counter")).isEqualTo("CounterState[count=3, increments=1]");
            counter.assertOldRevisionsCollected();
        }
    }
}
