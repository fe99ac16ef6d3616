/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {

    private static final List<Table.Column<String>> COLUMNS = List.of(new Table.Column<>("word", word -> word),
            new Table.Column<>("letters", String::length));

    @Test
    void alignsColumnsAndPutsNumbersOnTheRight() {
        assertThat(new Table<>(COLUMNS, List.of("a", "longer word"), "").text()).isEqualTo("""
                word         letters
                a                  1
                longer word       11""");
    }

    @Test
    void putsTextBelow() {
        assertThat(new Table<>(COLUMNS, List.of("a"), "below").text()).endsWith("1\n\nbelow");
    }

    @Test
    void showsTheTextAloneWithoutRows() {
        assertThat(new Table<>(COLUMNS, List.of(), "nothing").text()).isEqualTo("nothing");
    }

    @Test
    void isAListOfItsRows() {
        assertThat(new Table<>(COLUMNS, List.of("a", "b"), "")).containsExactly("a", "b");
    }
}
