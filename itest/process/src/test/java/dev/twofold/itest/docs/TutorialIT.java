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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Does what the tutorial says, from an empty folder outside of the repository on. Files are written, commands typed, and
 * what they print is compared with the page.
 */
class TutorialIT {

    private static final Duration LIMIT = Duration.ofMinutes(5);

    @TempDir
    Path outside;

    private final Page page = Page.of("tutorial.md");
    private final List<RuntimeProcess> platforms = new ArrayList<>();
    private Path project;
    private Terminal terminal;
    private String printed = "";

    @BeforeEach
    void start() throws IOException {
        project = Files.createDirectories(outside.resolve("thermostat"));
        Path repository = LocalRepository.stage(outside.resolve("repository"), Page.root());
        Files.createDirectories(project.resolve(".mvn"));
        write(project.resolve(".mvn/maven.config"), "-Dmaven.repo.local=" + repository + (System
                .getProperty("twofold.maven.mode").equals("offline=true") ? "\n-o" : ""));
        // Nobody copies slowly here.
        write(project.resolve("home/conf/twofold.deploy.cfg"), "poll.ms = 100\nperiod.ms = 400");
        terminal = new Terminal(project, Map.of("TWOFOLD", Page.root().toString(),
                "MAVEN_OPTS", "-XX:TieredStopAtLevel=1",
                "PATH", System.getProperty("twofold.maven") + "/bin" + File.pathSeparator + System.getenv("PATH")),
                LIMIT);
    }

    @AfterEach
    void stop() {
        terminal.close();
        platforms.forEach(RuntimeProcess::close);
    }

    @Test
    void doesWhatItSays() throws IOException {
        for (Block block : page.blocks()) {
            if (block.marks().contains("by-hand")) {
                continue;
            }
            if (block.file().isPresent()) {
                write(project.resolve(block.file().get()), block.text());
            } else if (block.marks().contains("platform")) {
                assertThat(block.text()).endsWith("\"$TWOFOLD/runtime/run\" --home home");
                platforms.add(RuntimeProcess.start(Page.root().resolve("runtime/run"), project.resolve("home")));
            } else if (block.isSession()) {
                Session.hold(platforms.get(0), page, block);
            } else if (block.language().equals("sh")) {
                printed = terminal.run(block.text());
            } else if (block.language().equals("text")) {
                assertThat(new Stated(block.text()).fits(printed)).as(page.at(block.line()) + "\n" + printed).isTrue();
            }
        }
        assertThat(platforms).hasSize(1);
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text + "\n");
    }
}
