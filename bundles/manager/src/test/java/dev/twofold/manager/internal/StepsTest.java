/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.module.Outcome;
import dev.twofold.module.RevisionId;
import dev.twofold.module.SwapReport.Timing;
import dev.twofold.module.SwapStart;
import dev.twofold.module.SwapStep;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;

class StepsTest {

    private final Steps steps = new Steps("counter", "test", Clock.systemUTC(), new Steps.Progress() {

        @Override
        public void started(SwapStart start) {}

        @Override
        public void reached(String module, SwapStep step) {}

        @Override
        public void converting(String module, int servers) {}

        @Override
        public void converted() {}
    });

    @Test
    void countsTwoPartsOfAStepAsOne() throws RefusedException {
        steps.took(SwapStep.LOAD, Duration.ofMillis(3));
        steps.took(SwapStep.LOAD, Duration.ofMillis(4));
        steps.time(SwapStep.GATE, () -> {});
        steps.took(SwapStep.LOAD, Duration.ofMillis(5));

        assertThat(steps.done(Outcome.UPGRADED).steps()).extracting(Timing::step).containsExactly(SwapStep.LOAD,
                SwapStep.GATE, SwapStep.LOAD);
        assertThat(steps.done(Outcome.UPGRADED).steps().get(0).took()).isEqualTo(Duration.ofMillis(7));
    }

    @Test
    void saysInWhichDirectionServersWent() {
        assertThat(way("1.0.0", "1.1.0", false)).isEqualTo(Outcome.UPGRADED);
        assertThat(way("1.0.0", "1.1.0", true)).isEqualTo(Outcome.UPGRADED);
        assertThat(way("1.1.0", "1.0.0", false)).isEqualTo(Outcome.DOWNGRADED);
        assertThat(way("1.1.0", "1.0.0", true)).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(way("1.0.0", "1.0.0", false)).isEqualTo(Outcome.UPGRADED);
        assertThat(way("1.0.0", "1.0.0", true)).isEqualTo(Outcome.ROLLED_BACK);
    }

    private Outcome way(String from, String to, boolean back) {
        steps.about("counter", Optional.of(id(from)), Optional.of(id(to)));
        return steps.moved(back);
    }

    private static RevisionId id(String version) {
        return new RevisionId("counter", Version.parseVersion(version), "0".repeat(64));
    }
}
