/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.counter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.samples.counter.api.Get;
import dev.twofold.samples.counter.api.Increment;
import dev.twofold.testkit.ChangeRefusedException;
import dev.twofold.testkit.TestModule;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The jars themselves: 2.1 does not get past its code change, and 2.0 goes on as if it had never been there. */
class UpgradeIT {

    @Test
    void refusedUpgradeChangesNothing() {
        try (TestModule counter = TestModule.load(Path.of("../counter-2.0/target/counter-2.0.0.jar"))) {
            counter.server("counter").call(new Increment(3));

            assertThatThrownBy(() -> counter.upgradeTo(Path.of("target/counter-2.1.0.jar")))
                    .isInstanceOf(ChangeRefusedException.class)
                    .hasMessageStartingWith("module counter did not go from 2.0.0 to 2.1.0: server counter: ")
                    .hasMessageContaining("cannot tell the largest of the 1 increments so far");

            assertThat(counter.version()).isEqualTo("2.0.0");
            assertThat(counter.server("counter").call(new Get())).isEqualTo(3L);
            counter.assertOldRevisionsCollected();
        }
    }
}
