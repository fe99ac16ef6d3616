/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.twofold.module.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How files come, change and go on real disks and shares. */
class DayByDayTest extends FolderFixture {

    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    void takesACopyThatStallsOnceItIsCompleteAndNotBefore() throws Exception {
        write("counter.jar", "MOD", clock.instant().toEpochMilli());
        reconciler.look();
        clock.advance(LONG);
        reconciler.look();
        write("counter.jar", "MODU", clock.instant().toEpochMilli());
        reconciler.look();
        clock.advance(LONG);
        reconciler.look();
        assertThat(manager.refusals()).extracting(Refusal::source).containsExactly("counter.jar");
        assertThat(manager.current("counter")).isEmpty();

        write("counter.jar", "MODULE counter 1.0.0", clock.instant().toEpochMilli());
        lookTwice();
        assertThat(manager.current("counter")).isEqualTo("1.0.0");
        assertThat(manager.refusals()).isEmpty();
    }

    @Test
    void doesNotTouchAFileThatGrows() throws Exception {
        for (int length = 1; length < 20; length++) {
            write("counter.jar", "MODULE counter 1.0.0".substring(0, length), clock.instant().toEpochMilli());
            reconciler.look();
            clock.advance(SETTLE.dividedBy(2));
        }
        assertThat(manager.takeCalls()).isEmpty();
    }

    @Test
    void takesAFileWhoseSizeAndTimeAreFinalBeforeItsContent() throws Exception {
        String content = "MODULE counter 1.0.0";
        long time = clock.instant().minusSeconds(86_400).toEpochMilli();
        write("counter.jar", "\0".repeat(content.length()), time);
        lookTwice();
        assertThat(others()).containsExactly("counter.jar.refused");

        write("counter.jar", content, time);
        lookTwice();
        assertThat(manager.current("counter")).isEqualTo("1.0.0");
        assertThat(others()).containsExactly("counter.jar.loaded");
    }

    @Test
    void givesAHalfCopyTimeWhoseClockIsSlow() throws Exception {
        write("counter.jar", "MOD", clock.instant().minusSeconds(86_400).toEpochMilli());
        reconciler.look();
        clock.advance(SETTLE);
        reconciler.look();
        assertThat(manager.takeCalls()).isEmpty();
    }

    @Test
    void takesAFileWhosePermissionToReadComesLater() throws Exception {
        write("counter.jar", "PK", clock.instant().toEpochMilli());
        lookTwice();
        Stamp before = Stamp.of(folder.resolve("counter.jar")).orElseThrow();
        manager.read("counter.jar", "MODULE counter 1.0.0");
        lookTwice();
        assertThat(Stamp.of(folder.resolve("counter.jar"))).contains(before);
        assertThat(manager.takeCalls()).containsExactly("load counter.jar", "load counter.jar");
    }

    @Test
    void asksTheManagerOnceForWhatStaysUnreadable() throws Exception {
        dropAndLook("broken.jar", "PK");
        lookTwice();
        surroundings = "changed";
        lookTwice();
        assertThat(manager.takeCalls()).containsExactly("load broken.jar");
    }

    @Test
    void takesTwoHundredJarsAtOnceAndEachOnce() throws Exception {
        List<String> expected = new ArrayList<>();
        for (int i = 100; i < 300; i++) {
            drop("module-" + i + ".jar", "MODULE m" + i + " 1.0.0");
            expected.add("load module-" + i + ".jar");
        }
        lookTwice();
        lookTwice();
        assertThat(manager.takeCalls()).containsExactlyElementsOf(expected);
        assertThat(others()).hasSize(200).allMatch(name -> name.endsWith(".jar.loaded"));
    }

    @Test
    void survivesAFolderThatComesAndGoes() throws Exception {
        dropAndLook("counter.jar", "MODULE counter 1.0.0");
        manager.takeCalls();
        for (int i : IntStream.range(0, 3).toArray()) {
            clear();
            reconciler.look();
            Files.createDirectory(folder);
            lookTwice();
            assertThat(reconciler.takeBack()).isTrue();
            assertThat(reconciler.takeBack()).isFalse();
            assertThat(folder.resolve("README.txt")).exists();
            dropAndLook("counter.jar", "MODULE counter 1." + i + ".1");
        }
        assertThat(manager.takeCalls()).containsExactly("load counter.jar", "load counter.jar", "load counter.jar");
    }

    @Test
    void waitsForAFolderThatCannotBeCreated() throws Exception {
        Path elsewhere = Files.writeString(platform.resolve("file"), "no folder").resolve("deploy");
        assertThat(Directory.open(elsewhere).path()).isEqualTo(elsewhere);
    }

    @Test
    void worksInAFolderBehindALink() throws Exception {
        Path real = Files.createDirectory(platform.resolve("other disk"));
        Files.delete(folder);
        Files.createSymbolicLink(folder, real);
        start();
        dropAndLook("counter.jar", "MODULE counter 1.0.0");
        assertThat(real.resolve("counter.jar.loaded")).exists();
        assertThat(Directory.open(folder).holds(real.resolve("counter.jar"))).isTrue();

        delete("counter.jar");
        lookTwice();
        assertThat(manager.takeCalls()).containsExactly("load counter.jar", "unload counter");
    }

    @ParameterizedTest
    @ValueSource(strings = { "counter 1.0.0.jar", "zähler-1.0.0.jar", "counter#1.0.0.jar", "counter%20.jar",
            "COUNTER.JAR",
            "counter.Jar", "a=b:c.jar", "!counter.jar", "計数器.jar" })
    void takesAnyNameOverARestart(String name) throws Exception {
        assumeThat(System.getProperty("sun.jnu.encoding")).isEqualTo("UTF-8");
        dropAndLook(name, "MODULE counter 1.0.0");
        assertThat(others()).containsExactly(name + ".loaded");
        start();
        lookTwice();
        assertThat(manager.takeCalls()).containsExactly("load " + name);
        delete(name);
        lookTwice();
        assertThat(manager.takeCalls()).containsExactly("unload counter");
        assertThat(others()).isEmpty();
    }

    /** As a client of a share leaves it that writes Latin-1. */
    @Test
    void copesWithANameThatIsNotInTheLocale() throws Exception {
        drop("counter.jar", "MODULE counter 1.0.0");
        int moved = new ProcessBuilder("sh", "-c", "mv counter.jar \"$(printf 'z\\344hler.jar')\"").directory(folder
                .toFile())
                .start().waitFor();
        assumeThat(moved).as("the file system takes any bytes").isZero();
        dropAndLook("meter.jar", "MODULE meter 1.0.0");
        assertThat(manager.current("counter")).isEqualTo("1.0.0");
        assertThat(manager.current("meter")).isEqualTo("1.0.0");
    }

    @Test
    void leavesFoldersAndWhatIsInThemAlone() throws Exception {
        Path inner = Files.createDirectories(folder.resolve("inner.jar"));
        Files.writeString(inner.resolve("counter.jar"), "MODULE counter 1.0.0");
        lookTwice();
        assertThat(manager.takeCalls()).isEmpty();
    }

    @Test
    void notesTheSameContentThatIsTouchedAndChangesNothing() throws Exception {
        dropAndLook("counter.jar", "MODULE counter 1.0.0");
        setTime("counter.jar", FileTime.from(clock.instant()));
        lookTwice();
        assertThat(manager.takeCalls()).containsExactly("load counter.jar", "load counter.jar");
        assertThat(manager.current("counter")).isEqualTo("1.0.0");
        assertThat(others()).containsExactly("counter.jar.loaded");
    }

    /** Overwrites a file in place. */
    private void write(String name, String content, long time) throws IOException {
        Files.writeString(folder.resolve(name), content);
        setTime(name, FileTime.fromMillis(time));
    }

    private void clear() throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
