/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManagerSettingsTest {

    private static final ManagerSettings DEFAULTS = settings(Map.of());

    @ParameterizedTest
    @CsvSource({ "complete.limit.ms, -1", "gate.limit.ms, 31536000001", "change.limit.ms, 9223372036854775807",
            "grace.limit.ms, 9223372036854775807", "stop.limit.ms, 1h", "restarts, -1", "restarts, 2147483648",
            "restarts.period.ms, 0", "gate.limit.ms, 0", "grace.limit.ms, -1", "max.jar.bytes, 0",
            "max.jar.bytes, 1 GB", "upgrade, later", "purge, never",
            "strategy, slow" })
    void takesWhatCannotBeUsedAsLeftOut(String key, String value) {
        assertThat(settings(Map.of(key, value))).isEqualTo(DEFAULTS);
    }

    @Test
    void takesTheLeastAndTheMost() {
        ManagerSettings settings = settings(Map.of("complete.limit.ms", "1", "grace.limit.ms", "0", "gate.limit.ms",
                "31536000000", "restarts",
                "0", "max.jar.bytes", "1"));
        assertThat(settings.defaults().policy().completeLimit()).isEqualTo(Duration.ofMillis(1));
        assertThat(settings.defaults().grace()).isZero();
        assertThat(settings.defaults().policy().gateLimit()).isEqualTo(Duration.ofDays(365));
        assertThat(settings.defaults().restarts().most()).isZero();
        assertThat(settings.largestJar()).isEqualTo(1);
    }

    private static ManagerSettings settings(Map<String, Object> written) {
        return ManagerSettings.of(Configured.config(ManagerConfig.class, written), written, property -> null);
    }
}
