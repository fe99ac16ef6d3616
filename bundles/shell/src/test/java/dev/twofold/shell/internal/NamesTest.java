/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NamesTest {

    @Test
    void countsLetters() {
        assertThat(Names.distance("", "abc")).isEqualTo(3);
        assertThat(Names.distance("conter", "counter")).isEqualTo(1);
        assertThat(Names.distance("kitten", "sitting")).isEqualTo(3);
    }

    @Test
    void suggestsWhatBeginsLikeTheName() {
        assertThat(Names.unknown("module", "dev.tw", List.of("dev.twofold.samples.counter", "x"), "none"))
                .hasMessageEndingWith("Did you mean dev.twofold.samples.counter?");
    }

    @Test
    void suggestsNothingThatIsFarOff() {
        assertThat(Names.unknown("module", "zzz", List.of("counter"), "none")).hasMessageEndingWith(
                "there are: counter.");
    }

    @Test
    void saysWhatToDoIfThereIsNothing() {
        assertThat(Names.unknown("module", "zzz", List.of(), "drop one.")).hasMessage("no module 'zzz'; drop one.");
    }
}
