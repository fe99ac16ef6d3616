/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.meter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.samples.meter.api.Reading;
import dev.twofold.server.ServerRef;
import dev.twofold.testkit.TestModule;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The jars themselves: from 1.0 to 1.1 and back. */
class UpgradeIT {

    @Test
    void totalSurvivesUpgradeAndRollback() {
        try (TestModule meter = TestModule.load(Path.of("../meter-1.0/target/meter-1.0.0.jar"))) {
            meter.start("device", "meter/d1", "d1").call(new Reading("d1", new BigDecimal("0.7")));

            meter.upgradeTo(Path.of("target/meter-1.1.0.jar"));
            assertThat(meter.state("meter/d1")).isEqualTo("Device[name=d1, total=0.7, readings=1, highest=0]");

            meter.rollBack();
            assertThat(meter.state("meter/d1")).isEqualTo("Device[name=d1, total=0.7, readings=1]");
            meter.assertOldRevisionsCollected();
        }
    }

    @Test
    void readingThatWaitsIsAddedByTheNewRevision() throws Exception {
        try (TestModule meter = TestModule.load(Path.of("../meter-1.0/target/meter-1.0.0.jar"))) {
            ServerRef device = meter.start("device", "meter/d1", "d1");
            meter.suspend("meter/d1");
            CompletionStage<Object> total = device.sendRequest(new Reading("d1", new BigDecimal("0.7")));

            meter.upgradeTo(Path.of("target/meter-1.1.0.jar"));
            assertThat(meter.queue("meter/d1")).containsExactly("Reading[device=d1, kwh=0.7]");

            meter.resume("meter/d1");
            assertThat(total.toCompletableFuture().get(10, TimeUnit.SECONDS)).isEqualTo(new BigDecimal("0.7"));
            assertThat(meter.state("meter/d1")).isEqualTo("Device[name=d1, total=0.7, readings=1, highest=0.7]");
        }
    }
}
