/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.letters;

import java.util.List;
import java.util.stream.IntStream;

/** A message: its reply is the number of pages so far. */
public record Letter(String text, List<Page> pages) {

    /** A part of it. */
    public record Page(int number) {
    }

    /** A letter with so many pages. */
    public static Letter of(int pages) {
        return new Letter("dear server", IntStream.range(0, pages).mapToObj(Page::new).toList());
    }
}
