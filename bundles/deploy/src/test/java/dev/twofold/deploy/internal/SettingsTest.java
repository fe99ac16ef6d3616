/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.annotation.Annotation;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

    private String downgrade = "refuse";

    @Test
    void hasDefaultsForEverything() {
        Settings settings = Settings.of(config("", "", 500), Map.<String, String>of()::get);
        assertThat(settings.folder()).isEqualTo(Path.of("deploy"));
        assertThat(settings.memory()).isEqualTo(Path.of("data/twofold/deploy/deployed.properties").toAbsolutePath());
    }

    @Test
    void asksTheFrameworkForWhatIsNotConfigured() {
        Map<String, String> properties = Map.of("twofold.deploy.dir", "in", "twofold.data.dir", "store");
        Settings settings = Settings.of(config("", "", 500), properties::get);
        assertThat(settings.folder()).isEqualTo(Path.of("in"));
        assertThat(settings.memory()).isEqualTo(Path.of("store/deploy/deployed.properties").toAbsolutePath());
    }

    @Test
    void prefersTheConfiguration() {
        Map<String, String> properties = Map.of("twofold.deploy.dir", "in", "twofold.data.dir", "store");
        Settings settings = Settings.of(config("jars", "kept", 500), properties::get);
        assertThat(settings.folder()).isEqualTo(Path.of("jars"));
        assertThat(settings.memory()).isEqualTo(Path.of("kept/deployed.properties").toAbsolutePath());
    }

    @Test
    void refusesATimeThatIsNone() {
        assertThatThrownBy(() -> Settings.of(config("", "", 0), Map.<String, String>of()::get))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("poll.ms");
    }

    @Test
    void readsThePolicyForDowngradesInAnyCase() {
        assertThat(Settings.of(config("", "", 500), Map.<String, String>of()::get).downgrade())
                .isEqualTo(Downgrades.Policy.REFUSE);
        downgrade = " Load";
        assertThat(Settings.of(config("", "", 500), Map.<String, String>of()::get).downgrade())
                .isEqualTo(Downgrades.Policy.LOAD);
    }

    @Test
    void refusesAPolicyThatIsNone() {
        downgrade = "ask";
        assertThatThrownBy(() -> Settings.of(config("", "", 500), Map.<String, String>of()::get))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("twofold.deploy: downgrade must be refuse or load, not 'ask'");
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
