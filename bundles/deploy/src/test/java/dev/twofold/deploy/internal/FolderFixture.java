/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.deploy.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A folder, a clock that stands still, and a manager that keeps slots. */
abstract class FolderFixture {

    static final Duration SETTLE = Duration.ofMillis(500);
    static final Duration PERIOD = Duration.ofSeconds(2);
    static final Duration ANSWER = Duration.ofMillis(50);

    @TempDir
    Path platform;

    final FakeManager manager = new FakeManager();
    final TestClock clock = new TestClock();
    String surroundings = "as they are";
    boolean stopping;
    Downgrades.Policy downgrade = Downgrades.Policy.REFUSE;
    Path folder;
    Reconciler reconciler;

    @BeforeEach
    void start() throws IOException {
        start("deploy");
    }

    /** Starts with another folder. */
    void start(String name) throws IOException {
        folder = platform.resolve(name);
        Directory directory = Directory.open(folder);
        Memory memory = Memory.open(platform.resolve("data/deployed.properties"), name);
        reconciler = new Reconciler(manager, directory, new Inspector(manager::inspect), memory, downgrade,
                Optional.of(new Notices(directory)), () -> surroundings, () -> stopping, new Reconciler.Pace(SETTLE,
                        PERIOD, ANSWER),
                clock);
    }

    void dropAndLook(String name, String content) throws Exception {
        drop(name, content);
        lookTwice();
    }

    /** Looks, and again when everything that can happen by waiting has happened. */
    void lookTwice() throws InterruptedException {
        clock.advance(SETTLE);
        reconciler.look();
        clock.advance(PERIOD);
        reconciler.look();
    }

    void drop(String name, String content) throws IOException {
        Path part = Files.writeString(platform.resolve("part"), content);
        Files.move(part, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        setTime(name, FileTime.from(clock.instant()));
    }

    void setTime(String name, FileTime time) throws IOException {
        Files.setLastModifiedTime(folder.resolve(name), time);
    }

    void delete(String name) throws IOException {
        Files.delete(folder.resolve(name));
    }

    /** Names of all files in the folder that are no jars. */
    List<String> others() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !Directory.isJar(file)).map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(Notices.README)).sorted().toList();
        }
    }

    String text(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    void rename(String name, String next) throws IOException {
        Files.move(folder.resolve(name), folder.resolve(next));
    }
}
