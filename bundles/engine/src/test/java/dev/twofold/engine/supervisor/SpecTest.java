/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.engine.Otp;
import dev.twofold.server.ServerSpec;
import dev.twofold.supervisor.AutoShutdown;
import dev.twofold.supervisor.ChildSpec;
import dev.twofold.supervisor.Restart;
import dev.twofold.supervisor.Shutdown;
import dev.twofold.supervisor.Strategy;
import dev.twofold.supervisor.SupervisorSpec;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What can be said of a supervisor and its children, and what is refused. */
class SpecTest {

    private static final ServerSpec SERVER = ServerSpec.of("stage", "worker");
    private static final ChildSpec A = ChildSpec.of("a", SERVER);

    @Test
    @Otp(134)
    void hasTheDefaultsOfOtp() {
        SupervisorSpec spec = SupervisorSpec.oneForOne(A);
        assertThat(spec.strategy()).isEqualTo(Strategy.ONE_FOR_ONE);
        assertThat(spec.intensity()).isEqualTo(1);
        assertThat(spec.period()).isEqualTo(Duration.ofSeconds(5));
        assertThat(spec.autoShutdown()).isEqualTo(AutoShutdown.NEVER);
        assertThat(A).isEqualTo(new ChildSpec("a", SERVER, Restart.PERMANENT, Shutdown.DEFAULT, false));
    }

    @Test
    void saysEachStrategyByItsName() {
        assertThat(List.of(SupervisorSpec.oneForOne(A), SupervisorSpec.oneForAll(A), SupervisorSpec.restForOne(A),
                SupervisorSpec.simpleOneForOne(A))).extracting(spec -> spec.strategy().toString())
                .containsExactly("one_for_one", "one_for_all", "rest_for_one", "simple_one_for_one");
    }

    @Test
    @Otp(135)
    void refusesValuesThatCannotBe() {
        SupervisorSpec spec = SupervisorSpec.oneForOne(A);
        assertThatThrownBy(() -> spec.intensity(-1, Duration.ofSeconds(1))).hasMessageContaining("invalid_intensity");
        assertThatThrownBy(() -> spec.intensity(1, Duration.ZERO)).hasMessageContaining("invalid_period");
        assertThatThrownBy(() -> spec.intensity(1, Duration.ofSeconds(-1))).hasMessageContaining("invalid_period");
        assertThatThrownBy(() -> Shutdown.after(Duration.ofMillis(-1))).hasMessageContaining("invalid_shutdown");
        assertThatCode(() -> Shutdown.after(Duration.ZERO)).doesNotThrowAnyException();
    }

    @Test
    @Otp(155)
    void refusesAChildWithoutIdOrServer() {
        assertThatThrownBy(() -> ChildSpec.of(" ", SERVER)).hasMessageContaining("missing_id");
        assertThatThrownBy(() -> ChildSpec.of("a", null)).hasMessageContaining("missing_start");
    }

    @Test
    @Otp(135)
    void refusesTwoChildrenWithOneId() {
        assertThatThrownBy(SupervisorSpec.oneForOne(A, A)::check).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("duplicate_child_name").hasMessageContaining("'a'");
    }

    @Test
    @Otp(135)
    void refusesASimpleOneForOneWithoutExactlyOneChild() {
        for (List<ChildSpec> children : List.of(List.<ChildSpec>of(), List.of(A, ChildSpec.of("b", SERVER)))) {
            assertThatThrownBy(SupervisorSpec.of(Strategy.SIMPLE_ONE_FOR_ONE, children)::check)
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("exactly one child, not "
                            + children.size());
        }
    }

    @Test
    @Otp(165)
    void refusesASignificantChildThatIsPermanentOrWithoutAutomaticShutdown() {
        ChildSpec significant = A.significant(true);
        ChildSpec temporary = significant.restart(Restart.TEMPORARY);
        assertThatThrownBy(SupervisorSpec.oneForOne(temporary)::check).hasMessageContaining("bad_combination")
                .hasMessageContaining("no automatic shutdown");
        assertThatThrownBy(SupervisorSpec.oneForOne(significant).autoShutdown(AutoShutdown.ANY_SIGNIFICANT)::check)
                .hasMessageContaining("bad_combination").hasMessageContaining("permanent");
        assertThatCode(SupervisorSpec.oneForOne(temporary).autoShutdown(AutoShutdown.ALL_SIGNIFICANT)::check)
                .doesNotThrowAnyException();
    }
}
