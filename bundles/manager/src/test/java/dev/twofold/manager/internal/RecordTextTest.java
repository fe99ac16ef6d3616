/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordTextTest {

    private enum Colour {
        RED, GREEN
    }

    private record Lamp(String name, int number, boolean on, Colour colour, BigDecimal price, Duration time) {
    }

    private record Positive(long value) {

        private Positive {
            if (value <= 0) {
                throw new IllegalArgumentException("value is not positive");
            }
        }
    }

    private record Odd(Thread thread) {
    }

    @Test
    void makesARecordOutOfWords() {
        assertThat(RecordText.parse(Lamp.class, List.of("hall", "3", "true", "green", "1.50", "PT2S")))
                .isEqualTo(new Lamp("hall", 3, true, Colour.GREEN, new BigDecimal("1.50"), Duration.ofSeconds(2)));
    }

    @Test
    void saysWhichWordIsWrongAndWhatIsWanted() {
        assertThatThrownBy(() -> RecordText.parse(Positive.class, List.of("many")))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("'many' is no long")
                .hasMessageContaining("Positive(long value)");
        assertThatThrownBy(() -> RecordText.parse(Lamp.class, List.of("hall", "3", "yes", "RED", "1", "PT1S")))
                .hasMessageContaining("write true or false");
        assertThatThrownBy(() -> RecordText.parse(Lamp.class, List.of("hall", "3", "true", "BLUE", "1", "PT1S")))
                .hasMessageContaining("RED, GREEN");
        assertThatThrownBy(() -> RecordText.parse(Odd.class, List.of("x"))).hasMessageContaining("java.lang.Thread");
    }

    @Test
    void countsTheArguments() {
        assertThatThrownBy(() -> RecordText.parse(Positive.class, List.of()))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("takes 1 argument, not 0");
    }

    @Test
    void passesOnWhatTheRecordItselfRefuses() {
        assertThatThrownBy(() -> RecordText.parse(Positive.class, List.of("-1")))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("value is not positive");
    }
}
