/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.itest.docs.Page.Link;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each link between pages, or to a file, leads somewhere. */
class LinksTest {

    private final Map<Path, Page> pages = Page.all().stream().collect(Collectors.toMap(Page::path, Function
            .identity()));

    @Test
    void leadSomewhere() {
        List<String> broken = pages.values().stream().flatMap(page -> page.links().stream()
                .filter(link -> !link.target().contains("://"))
                .flatMap(link -> problem(page, link).stream())).toList();

        assertThat(broken).isEmpty();
    }

    private Optional<String> problem(Page page, Link link) {
        String[] parts = link.target().split("#", 2);
        Path target = parts[0].isEmpty() ? page.path() : page.path().resolveSibling(parts[0]).normalize();
        if (!Files.exists(target)) {
            return Optional.of(page.at(link.line()) + ": there is no " + link.target());
        }
        boolean anchored = parts.length == 1 || Optional.ofNullable(pages.get(target)).filter(there -> there.anchors()
                .contains(parts[1])).isPresent();
        return anchored ? Optional.empty() : Optional.of(page.at(link.line()) + ": no heading fits " + link.target());
    }
}
