/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.module.ModulePolicy;
import dev.twofold.module.PurgePolicy;
import dev.twofold.module.SwapStrategy;
import dev.twofold.module.UpgradePolicy;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModuleSettingsTest {

    private static final ModulePolicy MANAGERS = new ModulePolicy(UpgradePolicy.AUTO, PurgePolicy.KILL,
            SwapStrategy.ATOMIC, false, Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3),
            Duration.ofSeconds(4));

    @Test
    void goesBeforeWhatTheManagerSays() {
        ModuleSettings settings = settings(Map.of("upgrade", "LOAD", "purge", " soft ", "strategy", "drain", "precopy",
                "true", "complete.limit.ms", "10", "gate.limit.ms", "20", "change.limit.ms", "30", "stop.limit.ms",
                "40"));
        assertThat(settings.over(MANAGERS)).isEqualTo(new ModulePolicy(UpgradePolicy.LOAD, PurgePolicy.SOFT,
                SwapStrategy.DRAIN, true, Duration.ofMillis(10), Duration.ofMillis(20), Duration.ofMillis(30),
                Duration.ofMillis(40)));
    }

    @ParameterizedTest
    @CsvSource({ "gate.limit.ms, 3s", "gate.limit.ms, ''", "complete.limit.ms, -5", "change.limit.ms, 1e3",
            "stop.limit.ms, two", "restarts, many", "restarts, -2", "restarts, 2147483648",
            "restarts.period.ms, 1m", "restarts.period.ms, 31536000001", "gate.limit.ms, 9223372036854775807",
            "complete.limit.ms, 9223372036854775808", "upgrade, later",
            "purge, never", "strategy, slow", "precopy, yes" })
    void takesWhatCannotBeUsedAsLeftOut(String key, String value) {
        Restarts restarts = new Restarts(7, Duration.ofMinutes(1));
        ModuleSettings settings = settings(Map.of(key, value));
        assertThat(settings.over(MANAGERS)).isEqualTo(MANAGERS);
        assertThat(settings.over(restarts)).isEqualTo(restarts);
    }

    @Test
    void isForTheModuleOfItsName() {
        assertThat(settings(Map.of()).module()).isEqualTo("counter");
        assertThat(settings(Map.of("module", " meter ")).module()).isEqualTo("meter");
    }

    private static ModuleSettings settings(Map<String, Object> written) {
        return Configured.module("counter", written);
    }
}
