/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.engine.Otp;
import dev.twofold.supervisor.SupervisorSpec;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How many restarts are too many. */
class RestartHistoryTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final RestartHistory history = new RestartHistory();

    private boolean allows(int intensity, long seconds) {
        return history.allows(flags(intensity), seconds * SECOND);
    }

    private static SupervisorSpec flags(int intensity) {
        return SupervisorSpec.oneForOne().intensity(intensity, Duration.ofSeconds(5));
    }

    @Test
    @Otp(141)
    void allowsNoneWithAnIntensityOfZero() {
        assertThat(allows(0, 0)).isFalse();
    }

    @Test
    @Otp({ 141, 144 })
    void allowsAsManyAsTheIntensityWithinThePeriod() {
        assertThat(allows(2, 0)).isTrue();
        assertThat(allows(2, 1)).isTrue();
        assertThat(allows(2, 5)).as("exactly the period after the first").isFalse();
    }

    @Test
    @Otp(144)
    void forgetsWhatIsLongerAgoThanThePeriod() {
        for (int second = 0; second < 100; second += 3) {
            assertThat(allows(2, second)).isTrue();
        }
    }

    @Test
    void countsWithAClockThatOverflows() {
        assertThat(history.allows(flags(1), Long.MAX_VALUE - SECOND)).isTrue();
        assertThat(history.allows(flags(1), Long.MAX_VALUE + SECOND)).isFalse();
        assertThat(history.allows(flags(1), Long.MAX_VALUE + 20 * SECOND)).isTrue();
    }

    @Test
    void neverForgetsWithinAPeriodOfCenturies() {
        SupervisorSpec flags = SupervisorSpec.oneForOne().intensity(1, Duration.ofSeconds(Long.MAX_VALUE));
        assertThat(history.allows(flags, 0)).isTrue();
        assertThat(history.allows(flags, Duration.ofDays(36_500).toNanos())).isFalse();
    }

    @Test
    void copiesWithoutTouchingTheOriginal() {
        assertThat(allows(2, 0)).isTrue();
        RestartHistory copy = history.copy();
        assertThat(copy.allows(flags(2), SECOND)).isTrue();
        assertThat(copy.allows(flags(2), SECOND)).isFalse();
        assertThat(allows(2, 1)).isTrue();
    }
}
