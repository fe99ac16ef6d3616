/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.counter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.engine.migration.Conversion;
import org.junit.jupiter.api.Test;

class CodeChangeTest {

    private final Conversion conversion = new Conversion(CounterState.class.getClassLoader());

    /** The state of 1.0. */
    private record CounterState10(long count) {
    }

    @Test
    void incrementsThat10DidNotCountStartAtZero() {
        Object state = new AddIncrements().codeChange(conversion.view(new CounterState10(4)), null);

        assertThat(conversion.shape(state, CounterState.class)).isEqualTo(new CounterState(4, 0));
    }

    @Test
    void goesBackTo10() {
        Object state = new RemoveIncrements().codeChange(conversion.view(new CounterState(4, 2)), null);

        assertThat(conversion.shape(state, CounterState10.class)).isEqualTo(new CounterState10(4));
    }
}
