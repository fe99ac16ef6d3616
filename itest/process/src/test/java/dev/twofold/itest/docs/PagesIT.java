/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.itest.docs.Page.Block;
import dev.twofold.runtime.demo.RuntimeProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the pages say is done on a platform that runs. The tutorial has a test of its own. */
class PagesIT {

    private static final Path SAMPLES = Page.root().resolve("runtime/demo/target/samples");
    private static final String OURS = "(?:module|server|twofold):[a-z]+";
    /** A command with what follows it; in running text the names of several may stand in a row. */
    private static final Pattern COMMAND = Pattern.compile("(?:^|g! |[(|;] *)(" + OURS + ")([^|;)]*)");
    private static final Pattern LISTED = Pattern.compile("(?m)^  (" + OURS + "|help|exit) ");
    private static final Pattern OPTION = Pattern.compile("(?<= )--?[a-z]+");

    @TempDir
    static Path home;

    @TempDir
    Path folder;

    private final Page howTo = Page.of("how-to.md");

    private static RuntimeProcess platform;
    private static Map<String, String> help;

    @BeforeAll
    static void ask() {
        platform = RuntimeProcess.start(Page.root().resolve("runtime/run"), home);
        help = LISTED.matcher(platform.run("help")).results().map(command -> command.group(1)).collect(Collectors.toMap(
                Function.identity(), command -> platform.run("help " + command), (a, b) -> a,
                TreeMap::new));
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @Test
    void sayOfEachCommandWhatHelpSays() throws IOException {
        new Generated("commands").check(help.entrySet().stream()
                .map(entry -> "### " + entry.getKey() + "\n\n```text\n" + entry.getValue().lines().map(
                        String::stripTrailing)
                        .filter(line -> !line.isEmpty() && !line.strip().startsWith("scope:"))
                        .collect(Collectors.joining("\n")) + "\n```\n")
                .collect(Collectors.joining("\n")));
    }

    @Test
    void nameOnlyCommandsAndOptionsThatThereAre() {
        List<String> unknown = Page.all().stream().flatMap(PagesIT::texts)
                .flatMap(text -> COMMAND.matcher(text.text()).results().flatMap(command -> problems(command).map(
                        problem -> text.place() + ": " + problem)))
                .toList();

        assertThat(unknown).isEmpty();
    }

    private record Text(String place, String text) {
    }

    /** Code in running text, and the lines that are typed at the prompt. */
    private static Stream<Text> texts(Page page) {
        Stream<Text> codes = page.codes().stream().map(code -> new Text(page.at(code.line()), code.text()));
        Stream<Text> typed = page.blocks().stream().filter(PagesIT::isForThePrompt).flatMap(block -> block.text()
                .lines()
                .filter(line -> !block.isSession() || line.startsWith("g! ")).map(line -> new Text(page.at(block
                        .line()),
                        line)));
        return Stream.concat(codes, typed);
    }

    private static boolean isForThePrompt(Block block) {
        return block.language().isEmpty() || block.isSession();
    }

    private static Stream<String> problems(MatchResult command) {
        String known = help.get(command.group(1));
        if (known == null) {
            return Stream.of("there is no command " + command.group(1));
        }
        return OPTION.matcher(command.group(2)).results().map(MatchResult::group)
                .filter(option -> !Pattern.compile("[ ,]" + option + "[ ,\n]").matcher(known).find())
                .map(option -> command.group(1) + " has no option " + option);
    }

    // ---- how-tos

    @Test
    void sayWhatHappensOnTheSamples() throws IOException {
        for (String protocol : List.of("counter-api.jar", "meter-api.jar")) {
            platform.run("felix:install " + SAMPLES.resolve(protocol).toUri());
        }
        platform.run("cd " + SAMPLES);
        for (Block block : howTo.blocks()) {
            if (block.file().filter(name -> name.startsWith("conf/")).isPresent()) {
                Files.writeString(home.resolve(block.file().get()), block.text());
            } else if (block.isSession() && !block.marks().contains("by-hand")) {
                Session.hold(platform, howTo, block);
            }
        }
    }

    @Test
    void embedTheEngineInAPlainProgram() throws IOException {
        Block program = file("Embedded.java");
        Files.writeString(folder.resolve("Embedded.java"), program.text());

        try (Terminal terminal = new Terminal(folder, Map.of("CLASSPATH", classPath()), Duration.ofMinutes(1))) {
            String printed = terminal.run(java() + " Embedded.java");
            assertThat(new Stated(following(program).text()).fits(printed)).as(printed).isTrue();
        }
    }

    /** Only what the page names. */
    private static String classPath() {
        return List.of(System.getProperty("java.class.path").split(File.pathSeparator)).stream()
                .filter(entry -> entry.matches(".*(dev.twofold.(api|engine)|osgi.core|slf4j-api|slf4j-simple).*"))
                .reduce((all, entry) -> all + File.pathSeparator + entry).orElseThrow();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private Block file(String name) {
        return howTo.blocks().stream().filter(block -> block.file().equals(Optional.of(name))).findFirst()
                .orElseThrow();
    }

    private Block following(Block block) {
        return howTo.blocks().get(howTo.blocks().indexOf(block) + 1);
    }
}
