/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.counter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.code.CodeChange;
import dev.twofold.engine.migration.Conversion;
import org.junit.jupiter.api.Test;

class CodeChangeTest {

    private final Conversion conversion = new Conversion(Tally.class.getClassLoader());

    /** The state of 2.0. */
    private record Tally20(Total total, long increments) {
    }

    @Test
    void cannotComeFrom20AndSaysWhy() {
        Tally20 old = new Tally20(new Total(4), 2);

        assertThatThrownBy(() -> change(new AddLargest(), old, Change.of("2.0.0", "2.1.0"), Tally.class))
                .hasMessage("cannot tell the largest of the 2 increments so far: 2.0.0 did not keep it");
    }

    @Test
    void goesBackTo20() throws Exception {
        Object state = change(new RemoveLargest(), new Tally(new Total(4), 2, 3), Change.of("2.1.0", "2.0.0"),
                Tally20.class);

        assertThat(state).isEqualTo(new Tally20(new Total(4), 2));
    }

    private Object change(CodeChange codeChange, Record old, Change context, Class<?> target) throws Exception {
        return conversion.shape(codeChange.codeChange(conversion.view(old), context), target);
    }
}
