/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A part of the reference that follows from the product, between two comments that name it. A test compares it; with
 * {@code -Ddocs.write} it writes it.
 */
record Generated(String name) {

    private static final Path FILE = Page.root().resolve("runtime/docs/reference.md");

    void check(String text) throws IOException {
        String page = Files.readString(FILE);
        String start = "<!-- " + name + " -->\n\n";
        String end = "\n\n<!-- end -->";
        int from = page.indexOf(start) + start.length();
        int to = page.indexOf(end, from);
        assertThat(page).contains(start);
        if (System.getProperty("docs.write") != null) {
            Files.writeString(FILE, page.substring(0, from) + text.strip() + page.substring(to));
        } else {
            assertThat(page.substring(from, to).lines()).as("'" + name + "' in reference.md; to write it anew, see"
                    + " CONTRIBUTING.md").containsExactlyElementsOf(text.strip().lines().toList());
        }
    }
}
