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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PoliciesTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final ModulePolicy MANAGERS = new ModulePolicy(UpgradePolicy.AUTO, PurgePolicy.KILL,
            SwapStrategy.ATOMIC, false, SECOND, SECOND, SECOND, SECOND);

    private final Policies policies = new Policies(new Policies.Defaults(MANAGERS, new Restarts(1, SECOND), SECOND));

    @Test
    void ofTwoConfigurationsOfAModuleTheFirstByNameCountsWhicheverCameFirst() {
        ModuleSettings first = Configured.module("counter", Map.of("purge", "soft", "restarts", "5"));
        ModuleSettings second = Configured.module("x1", Map.of("module", "counter", "purge", "kill", "upgrade", "load",
                "restarts", "9", "restarts.period.ms", "9"));
        for (List<ModuleSettings> order : List.of(List.of(first, second), List.of(second, first))) {
            order.forEach(policies::add);

            assertThat(policies.of("counter").purge()).isEqualTo(PurgePolicy.SOFT);
            assertThat(policies.of("counter").upgrade()).isEqualTo(UpgradePolicy.AUTO);
            assertThat(policies.restarts("counter")).isEqualTo(new Restarts(5, SECOND));

            policies.remove(first);
            assertThat(policies.of("counter").upgrade()).isEqualTo(UpgradePolicy.LOAD);
            assertThat(policies.restarts("counter")).isEqualTo(new Restarts(9, Duration.ofMillis(9)));

            policies.remove(second);
            assertThat(policies.of("counter")).isEqualTo(MANAGERS);
        }
    }

    @Test
    void aConfigurationCountsForItsOwnModuleOnly() {
        policies.add(Configured.module("counter", Map.of("upgrade", "load")));
        assertThat(policies.of("meter")).isEqualTo(MANAGERS);
    }
}
