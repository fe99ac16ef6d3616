/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The page of errors has what the sources refuse, of all bundles, and nothing else. What counts of a text is its longest
 * piece that is always the same.
 */
class ErrorsPageTest {

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Path PAGE = ROOT.resolve("runtime/docs/errors.md");

    private static final String REFUSALS = "notABundle\\(|unreadable\\(|\\.refuse\\(|Outcome\\.refused\\(|"
            + "new (?:Refused|ChangeFailed|GateTimeout|CallFailed|StartFailed)Exception\\(";
    private static final String ARGUMENTS = "|new (?:Illegal(?:Argument|State)|WrongName)Exception\\(";
    private static final Pattern JOINED = Pattern.compile("\"\\s*\\+\\s*\"");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern ROW = Pattern.compile("^\\| `(.*?)` \\|", Pattern.MULTILINE);

    /** Shorter pieces are no sentence of their own: they belong to what another place says. */
    private static final int SHORTEST = 10;

    @Test
    void hasEachRefusalOfTheSources() throws IOException {
        List<String> rows = rows();
        List<String> missing = new ArrayList<>();
        sources().forEach((file, source) -> phrases(file, source).stream()
                .filter(phrase -> rows.stream().noneMatch(row -> row.contains(phrase)))
                .forEach(phrase -> missing.add(file.getFileName() + ": " + phrase)));
        assertThat(missing).as("not in " + PAGE + ": add a row with the text, its cause and what to do").isEmpty();
    }

    @Test
    void hasNoRefusalThatNoSourceKnows() throws IOException {
        String all = String.join("\n", sources().values());
        assertThat(rows()).hasSizeGreaterThan(100).allSatisfy(row -> assertThat(all).as(row).contains(longest(List.of(
                row.split("…")))));
    }

    @Test
    void saysOfEachWhatToDo() throws IOException {
        assertThat(Files.readAllLines(PAGE)).filteredOn(line -> line.startsWith("| `"))
                .allSatisfy(line -> assertThat(line).matches("\\| `[^`]+` \\| [^|]+ \\| [^|]+ \\|"));
    }

    private static List<String> rows() throws IOException {
        return ROW.matcher(Files.readString(PAGE)).results().map(row -> row.group(1)).toList();
    }

    /** The sources, each text in one piece and as it is read. */
    private static TreeMap<Path, String> sources() throws IOException {
        TreeMap<Path, String> sources = new TreeMap<>();
        try (Stream<Path> files = Files.walk(ROOT.resolve("bundles"))) {
            for (Path file : files.filter(each -> each.toString().matches(".*/src/main/java/.*\\.java")).toList()) {
                sources.put(file, JOINED.matcher(Files.readString(file)).replaceAll(""));
            }
        }
        return sources;
    }

    private static List<String> phrases(Path file, String source) {
        List<String> phrases = new ArrayList<>();
        Matcher refusal = Pattern.compile(heads(file)).matcher(source);
        while (refusal.find()) {
            List<String> literals = LITERAL.matcher(source.substring(refusal.end(), end(source, refusal.end())))
                    .results().map(literal -> literal.group(1)).toList();
            // of a value that does not fit the last one is what a CodeChange should do
            boolean advised = refusal.group().equals(".refuse(") && file.toString().contains("bundles/engine/");
            String phrase = longest(advised && !literals.isEmpty()
                    ? literals.subList(0, literals.size() - 1)
                    : literals);
            if (phrase.length() >= SHORTEST) {
                phrases.add(phrase);
            }
        }
        return phrases;
    }

    private static String heads(Path file) {
        String name = file.toString();
        String heads = REFUSALS;
        if (name.contains("bundles/shell/") || name.contains("bundles/manager/")) {
            heads += ARGUMENTS;
        }
        if (name.endsWith("Exception.java")) {
            heads += "|super\\(";
        }
        return name.endsWith("Downgrades.java") ? heads + "|return (?=\")" : heads;
    }

    /** Where the argument ends, or the statement. */
    private static int end(String source, int start) {
        int depth = 1;
        boolean quoted = false;
        for (int i = start; i < source.length(); i++) {
            char c = source.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted) {
                depth += c == '(' ? 1 : c == ')' ? -1 : 0;
                if (depth == 0 || c == ';' && depth == 1) {
                    return i;
                }
            }
        }
        return source.length();
    }

    private static String longest(List<String> pieces) {
        return pieces.stream().map(piece -> piece.replace("\\n", "").strip()).max(Comparator.comparingInt(
                String::length)).orElse("");
    }
}
