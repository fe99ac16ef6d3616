/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.attach.internal.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColoursTest {

    @ParameterizedTest
    @CsvSource({
            "^[31;1mcounter^[0m x, counter x, ^[1mcounter^[0m x",
            "^[38;5;9;4ma^[39mb^[48;2;1;2;3mc^[m, abc, ^[4mabc^[m",
            "^[97;102mx^[38m, x, x",
            "^[2J^[Hx^[K, ^[2J^[Hx^[K, ^[2J^[Hx^[K",
            "^]0;title^Gx^[, ^]0;title^Gx^[, ^]0;title^Gx^[",
            "^[12x, ^[12x, ^[12x",
            "plain ü, plain ü, plain ü" })
    void takesOutColoursAndNothingElse(String given, String withoutAll, String withoutColours) throws IOException {
        assertThat(through(given, true, 1000)).isEqualTo(withoutAll.replace('^', '\033'));
        assertThat(through(given, false, 1000)).isEqualTo(withoutColours.replace('^', '\033'));
        assertThat(through(given, true, 1)).isEqualTo(withoutAll.replace('^', '\033'));
        assertThat(through(given, false, 2)).isEqualTo(withoutColours.replace('^', '\033'));
    }

    /** In parts of a size; a sequence that has only begun is followed by a letter. */
    private static String through(String text, boolean all, int size) throws IOException {
        byte[] bytes = text.replace('^', '\033').getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Colours colours = new Colours(out, all)) {
            for (int i = 0; i < bytes.length; i += size) {
                colours.write(bytes, i, Math.min(size, bytes.length - i));
            }
            colours.write('.');
        }
        return out.toString(StandardCharsets.UTF_8).replaceFirst("\\.$", "");
    }
}
