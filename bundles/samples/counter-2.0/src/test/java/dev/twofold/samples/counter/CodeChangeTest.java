/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.counter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.code.CodeChange;
import dev.twofold.engine.migration.Conversion;
import org.junit.jupiter.api.Test;

class CodeChangeTest {

    private final Conversion conversion = new Conversion(Tally.class.getClassLoader());

    /** The state of 1.0. */
    private record CounterState10(long count) {
    }

    /** The state of 1.1. */
    private record CounterState11(long count, long increments) {
    }

    @Test
    void nestsStateOf11() throws Exception {
        Object state = change(new FromCounterState(), new CounterState11(4, 2), Change.of("1.1.0", "2.0.0"),
                Tally.class);

        assertThat(state).isEqualTo(new Tally(new Total(4), 2));
    }

    @Test
    void skips11() throws Exception {
        Object state = change(new FromCounterState(), new CounterState10(4), Change.of("1.0.0", "2.0.0"), Tally.class);

        assertThat(state).isEqualTo(new Tally(new Total(4), 0));
    }

    @Test
    void goesBackTo11() throws Exception {
        Object state = change(new ToCounterState(), new Tally(new Total(4), 2), Change.of("2.0.0", "1.1.0"),
                CounterState11.class);

        assertThat(state).isEqualTo(new CounterState11(4, 2));
    }

    @Test
    void goesBackTo10() throws Exception {
        Object state = change(new ToCounterState(), new Tally(new Total(4), 2), Change.of("2.0.0", "1.0.0"),
                CounterState10.class);

        assertThat(state).isEqualTo(new CounterState10(4));
    }

    private Object change(CodeChange codeChange, Record old, Change context, Class<?> target) throws Exception {
        return conversion.shape(codeChange.codeChange(conversion.view(old), context), target);
    }
}
