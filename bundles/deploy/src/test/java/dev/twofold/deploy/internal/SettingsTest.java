/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.annotation.Annotation;
import java.nio.file.Path;
import java.util.Map;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.osgi.service.component.ComponentException;

class SettingsTest {

    private static final long NO_NUMBER = Long.MIN_VALUE;

    private String downgrade = "refuse";

    @Test
    void hasDefaultsForEverything() {
        Settings settings = Settings.of(config("", "", 500), Map.of(), Map.<String, String>of()::get);
        assertThat(settings.folder()).isEqualTo(Path.of("deploy"));
        assertThat(settings.memory()).isEqualTo(Path.of("data/twofold/deploy/deployed.properties").toAbsolutePath());
    }

    @Test
    void asksTheFrameworkForWhatIsNotConfigured() {
        Map<String, String> properties = Map.of("twofold.deploy.dir", "in", "twofold.data.dir", "store");
        Settings settings = Settings.of(config("", "", 500), Map.of(), properties::get);
        assertThat(settings.folder()).isEqualTo(Path.of("in"));
        assertThat(settings.memory()).isEqualTo(Path.of("store/deploy/deployed.properties").toAbsolutePath());
    }

    @Test
    void prefersTheConfiguration() {
        Map<String, String> properties = Map.of("twofold.deploy.dir", "in", "twofold.data.dir", "store");
        Settings settings = Settings.of(config("jars", "kept", 500), Map.of(), properties::get);
        assertThat(settings.folder()).isEqualTo(Path.of("jars"));
        assertThat(settings.memory()).isEqualTo(Path.of("kept/deployed.properties").toAbsolutePath());
    }

    @Test
    void takesTheDefaultForATimeThatIsNone() {
        for (long poll : new long[] { 0, -1, NO_NUMBER, Long.MAX_VALUE }) {
            Settings settings = Settings.of(config("", "", poll), Map.of(), Map.<String, String>of()::get);
            assertThat(settings.pace().settle()).isEqualTo(Duration.ofMillis(500));
        }
    }

    @Test
    void readsThePolicyForDowngradesInAnyCase() {
        assertThat(Settings.of(config("", "", 500), Map.of(), Map.<String, String>of()::get).downgrade())
                .isEqualTo(Downgrades.Policy.REFUSE);
        downgrade = " Load";
        assertThat(Settings.of(config("", "", 500), Map.of(), Map.<String, String>of()::get).downgrade())
                .isEqualTo(Downgrades.Policy.LOAD);
    }

    @Test
    void refusesDowngradesIfThePolicyIsNone() {
        downgrade = "ask";
        assertThat(Settings.of(config("", "", 500), Map.of(), Map.<String, String>of()::get).downgrade())
                .isEqualTo(Downgrades.Policy.REFUSE);
    }

    private Config config(String dir, String data, long poll) {
        String policy = downgrade;
        return new Config() {

            @Override
            public Class<? extends Annotation> annotationType() {
                return Config.class;
            }

            @Override
            public String dir() {
                return dir;
            }

            @Override
            public String data_dir() {
                return data;
            }

            @Override
            public long poll_ms() {
                if (poll == NO_NUMBER) {
                    throw new ComponentException("what Declarative Services throws for 3s");
                }
                return poll;
            }

            @Override
            public long period_ms() {
                return 2_000;
            }

            @Override
            public String downgrade() {
                return policy;
            }

            @Override
            public boolean status_files() {
                return true;
            }

            @Override
            public long answer_limit_ms() {
                return 300_000;
            }

            @Override
            public long stop_limit_ms() {
                return 10_000;
            }
        };
    }
}
