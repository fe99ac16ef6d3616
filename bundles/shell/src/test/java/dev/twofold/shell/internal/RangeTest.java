/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RangeTest {

    private static final String LEAST = "-9223372036854775808";
    private static final String MOST = "9223372036854775807";

    @ParameterizedTest
    @CsvSource({ "1, 31536000000, 5000", "-1, 2147483647, -1", "0, 0, 0", "7, 9, 9", "1, " + MOST + ", 268435456",
            LEAST + ", -3, -3", MOST + ", " + MOST + ", " + MOST, LEAST + ", " + MOST + ", 0",
            "-9223372036854775807, 9223372036854775806, 1" })
    void isFoundByAskingWhatCanBeUsed(long least, long most, long inside) {
        assertThat(Range.of(number -> number >= least && number <= most, inside)).isEqualTo(new Range(least, most));
    }
}
