/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.meter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.engine.migration.Conversion;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class CodeChangeTest {

    private final Conversion conversion = new Conversion(Device.class.getClassLoader());
    private final Device10 old = new Device10("d1", new BigDecimal("0.7"), 2);

    /** The state of 1.0. */
    private record Device10(String name, BigDecimal total, long readings) {
    }

    @Test
    void highestThat10DidNotKeepStartsAtZero() {
        Object state = new AddHighest().codeChange(conversion.view(old), null);

        assertThat(conversion.shape(state, Device.class))
                .isEqualTo(new Device("d1", new BigDecimal("0.7"), 2, BigDecimal.ZERO));
    }

    @Test
    void goesBackTo10() {
        Device device = new Device("d1", new BigDecimal("0.7"), 2, BigDecimal.ONE);

        Object state = new RemoveHighest().codeChange(conversion.view(device), null);

        assertThat(conversion.shape(state, Device10.class)).isEqualTo(old);
    }
}
