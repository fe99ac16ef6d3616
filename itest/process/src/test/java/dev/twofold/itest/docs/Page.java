/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation: its fenced blocks, links and headings.
 *
 * <p>A block is a file if the line before it is nothing but a file name, bold and in backticks. A block of {@code sh} is
 * typed into a terminal, one of {@code text} is what it prints, or, with {@code g!} before the commands, a session with the
 * platform. Words behind the language are marks for the tests; a reader does not see them.
 */
record Page(Path path, List<Block> blocks, List<Link> links, Set<String> anchors, List<Code> codes,
        List<String> declarations) {

    private static final Pattern FENCE = Pattern.compile("^ *(```+)(.*)$");
    private static final Pattern FILE = Pattern.compile("^\\*\\*`([^`]+)`\\*\\*$");
    private static final Pattern LINK = Pattern.compile("\\[[^]]*]\\(([^)\\s]+)\\)");
    private static final Pattern DECLARATION = Pattern.compile("^<!-- java: (.*) -->$");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /** A fenced block. */
    record Block(String language, Set<String> marks, Optional<String> file, String text, int line) {

        boolean isSession() {
            return text.startsWith("g! ") || text.contains("\ng! ");
        }
    }

    /** A link, as it is written. */
    record Link(String target, int line) {
    }

    /** Text in backticks. */
    record Code(String text, int line) {
    }

    static Path root() {
        return Path.of(System.getProperty("twofold.root")).toAbsolutePath().normalize();
    }

    /** All pages of the repository. */
    static List<Page> all() {
        try (Stream<Path> files = Files.find(root(), 6, (path, attributes) -> path.toString().endsWith(".md"))) {
            return files.filter(path -> !root().relativize(path).toString().matches("(.*/)?(target|\\..*|home)/.*"))
                    .sorted().map(Page::read).toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A page of the folder with the documentation. */
    static Page of(String name) {
        return read(root().resolve("runtime/docs").resolve(name));
    }

    private static Page read(Path path) {
        try {
            return new Reader(path).read(Files.readAllLines(path));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Where something stands, as an editor understands it. */
    String at(int line) {
        return root().relativize(path) + ":" + line;
    }

    @Override
    public String toString() {
        return root().relativize(path).toString();
    }

    private static final class Reader {

        private final Path path;
        private final List<Block> blocks = new ArrayList<>();
        private final List<Link> links = new ArrayList<>();
        private final List<Code> codes = new ArrayList<>();
        private final List<String> declarations = new ArrayList<>();
        private final List<String> anchors = new ArrayList<>();
        private Optional<String> file = Optional.empty();

        Reader(Path path) {
            this.path = path;
        }

        Page read(List<String> lines) {
            for (int i = 0; i < lines.size(); i++) {
                Matcher fence = FENCE.matcher(lines.get(i));
                if (fence.matches()) {
                    int end = end(lines, i + 1, fence.group(1));
                    addBlock(fence.group(2), lines.subList(i + 1, end), i + 1);
                    i = end;
                } else if (!lines.get(i).isBlank()) {
                    addText(lines.get(i), i + 1);
                }
            }
            return new Page(path, List.copyOf(blocks), List.copyOf(links), Set.copyOf(anchors), List.copyOf(codes), List
                    .copyOf(declarations));
        }

        private int end(List<String> lines, int start, String fence) {
            for (int i = start; i < lines.size(); i++) {
                if (lines.get(i).strip().equals(fence)) {
                    return i;
                }
            }
            throw new IllegalStateException(path + ":" + start + ": the block does not end");
        }

        private void addBlock(String info, List<String> lines, int line) {
            List<String> words = Stream.of(info.strip().split("\\s+")).toList();
            blocks.add(new Block(words.get(0), Set.copyOf(words.subList(1, words.size())), file,
                    String.join("\n", lines), line));
            file = Optional.empty();
        }

        private void addText(String text, int line) {
            file = Optional.of(FILE.matcher(text)).filter(Matcher::matches).map(match -> match.group(1));
            if (text.startsWith("#")) {
                anchors.add(anchor(text.replaceFirst("^#+ +", "")));
            }
            DECLARATION.matcher(text).results().forEach(found -> declarations.add(found.group(1)));
            LINK.matcher(text).results().map(MatchResult::group).forEach(link -> links.add(new Link(link.substring(link
                    .indexOf("](") + 2, link.length() - 1), line)));
            CODE.matcher(text).results().map(match -> match.group(1)).forEach(code -> codes.add(new Code(code, line)));
        }

        /** As GitHub makes them. */
        private static String anchor(String heading) {
            return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
        }
    }
}
