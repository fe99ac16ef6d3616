/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StatedTest {

    @Test
    void takesOtherBlanksTimesAndHashes() {
        assertThat(new Stated("a  1.0.0  0123456789ab\n  took   1.0 ms").fits("a 1.0.0 ab0123456789\n\ntook 21.5 ms\n"))
                .isTrue();
    }

    @Test
    void takesAnythingForAnEllipsis() {
        assertThat(new Stated("a … c\n…\nz").fits("a b c\nx\ny\nz")).isTrue();
        assertThat(new Stated("a\n…\nz").fits("a\nz")).isTrue();
    }

    @Test
    void takesNothingElse() {
        assertThat(new Stated("3").fits("4")).isFalse();
        assertThat(new Stated("3").fits("3\n4")).isFalse();
        assertThat(new Stated("3\n4").fits("3")).isFalse();
        assertThat(new Stated("a … c").fits("a b d")).isFalse();
    }
}
