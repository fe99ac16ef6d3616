/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.twofold.module.SwapStep;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What people see who have nothing but the folder. */
class NoticesTest extends FolderFixture {

    @Test
    void saysWhichJarIsLoaded() throws Exception {
        dropAndLook("counter-1.0.0.jar", "MODULE counter 1.0.0");
        assertThat(others()).containsExactly("counter-1.0.0.jar.loaded");
        assertThat(text("counter-1.0.0.jar.loaded")).startsWith("# Twofold: counter-1.0.0.jar is loaded (2026-03-01T")
                .contains("counter 1.0.0 is current, sha256 ");

        dropAndLook("counter-1.1.0.jar", "MODULE counter 1.1.0");
        assertThat(others()).containsExactly("counter-1.1.0.jar.loaded");
    }

    @Test
    void followsARollbackThatSomebodyElseHasAskedFor() throws Exception {
        dropAndLook("counter-1.0.0.jar", "MODULE counter 1.0.0");
        dropAndLook("counter-1.1.0.jar", "MODULE counter 1.1.0");
        manager.rollback("counter");
        lookTwice();
        assertThat(others()).containsExactly("counter-1.0.0.jar.loaded");
    }

    @Test
    void saysWhyAJarWasRefusedWhatRunsAndWhatToDo() throws Exception {
        dropAndLook("counter-1.0.0.jar", "MODULE counter 1.0.0");
        dropAndLook("counter-1.1.0.jar", "MODULE counter 1.1.0");
        manager.refuse("counter-2.0.0.jar", SwapStep.CHECK);
        dropAndLook("counter-2.0.0.jar", "MODULE counter 2.0.0");

        assertThat(text("counter-2.0.0.jar.refused")).startsWith(
                "# Twofold: counter-2.0.0.jar was refused (2026-03-01T")
                .contains("Why:\n  told to\n", "Running now:\n  counter 1.1.0 is current",
                        "1.0.0 is in the old slot", "What to do:\n", "tried again by itself");
    }

    @Test
    void saysWhatALaterAttemptHasBrought() throws Exception {
        manager.refuse("meter.jar", SwapStep.CHECK);
        dropAndLook("meter.jar", "MODULE meter 1.0.0");
        String first = text("meter.jar.refused");
        surroundings = "changed";
        lookTwice();
        assertThat(text("meter.jar.refused")).isNotEqualTo(first);

        manager.accept("meter.jar");
        surroundings = "changed again";
        lookTwice();
        assertThat(others()).containsExactly("meter.jar.loaded");
    }

    @Test
    void saysNothingOfAJarThatIsDeletedOrBeingReplaced() throws Exception {
        dropAndLook("broken.jar", "PK");
        dropAndLook("counter.jar", "MODULE counter 1.0.0");
        assertThat(others()).containsExactly("broken.jar.refused", "counter.jar.loaded");

        delete("broken.jar");
        drop("counter.jar", "MOD");
        reconciler.look();
        assertThat(others()).isEmpty();
    }

    @Test
    void saysThatABrokenJarIsTakenWhenItIsComplete() throws Exception {
        dropAndLook("broken.jar", "PK");
        assertThat(text("broken.jar.refused")).contains("Why:\n  not a jar\n", "All modules run on as before",
                "taken as soon as it is complete");
    }

    @Test
    void saysWhatTheManagerHasRefusedTooLate() throws Exception {
        manager.fallSilent();
        dropAndLook("counter.jar", "MODULE counter 1.0.0");
        assertThat(others()).isEmpty();
        manager.refuseLate("counter.jar");
        lookTwice();
        assertThat(text("counter.jar.refused")).contains("Why:\n  told to\n");
    }

    @Test
    void keepsARefusalOverARestartInTheFolderAndInTheList() throws Exception {
        dropAndLook("counter-1.0.0.jar", "MODULE counter 1.0.0");
        manager.refuse("counter-2.0.0.jar", SwapStep.CHECK, SwapStep.GATE);
        dropAndLook("counter-2.0.0.jar", "MODULE counter 2.0.0");
        String before = text("counter-2.0.0.jar.refused");
        manager.forget("counter-2.0.0.jar");
        delete("counter-2.0.0.jar.refused");

        start();
        lookTwice();
        assertThat(text("counter-2.0.0.jar.refused")).isEqualTo(before);
        assertThat(manager.refusals()).singleElement()
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo("told to"));
    }

    @Test
    void clearsUpAtTheStartWhatAKilledPlatformHasLeft() throws Exception {
        Files.writeString(folder.resolve("gone.jar.refused"), "# Twofold: gone.jar was refused");
        Files.writeString(folder.resolve("gone.jar.loaded"), "# Twofold: gone.jar is loaded");
        Files.writeString(folder.resolve(".half.jar.refused.part"), "# Two");
        lookTwice();
        assertThat(others()).isEmpty();
    }

    @Test
    void leavesFilesOfOthersAlone() throws Exception {
        manager.refuse("counter.jar", SwapStep.CHECK);
        drop("counter.jar.refused", "a jar that somebody has put aside");
        drop("meter.jar.loaded", "another");
        dropAndLook("counter.jar", "MODULE counter 1.0.0");
        assertThat(text("counter.jar.refused")).isEqualTo("a jar that somebody has put aside");
        assertThat(text("meter.jar.loaded")).isEqualTo("another");
        assertThat(manager.takeCalls()).contains("load counter.jar").doesNotContain("load counter.jar.refused");
    }

    @Test
    void writesOnlyWhatHasChanged() throws Exception {
        dropAndLook("counter.jar", "MODULE counter 1.0.0");
        var time = Files.getLastModifiedTime(folder.resolve("counter.jar.loaded"));
        setTime("counter.jar.loaded", FileTime.fromMillis(time.toMillis() - 60_000));
        var old = Files.getLastModifiedTime(folder.resolve("counter.jar.loaded"));
        lookTwice();
        assertThat(Files.getLastModifiedTime(folder.resolve("counter.jar.loaded"))).isEqualTo(old);
    }

    @Test
    void putsBackWhatSomebodyHasDeletedOrChanged() throws Exception {
        dropAndLook("counter.jar", "MODULE counter 1.0.0");
        String text = text("counter.jar.loaded");
        delete("counter.jar.loaded");
        lookTwice();
        assertThat(text("counter.jar.loaded")).isEqualTo(text);
        Files.writeString(folder.resolve("counter.jar.loaded"), "# Twofold: and more");
        lookTwice();
        assertThat(text("counter.jar.loaded")).isEqualTo(text);
    }

    @Test
    void goesOnWhenAStatusFileCannotBeWritten() throws Exception {
        String longest = "x".repeat(251) + ".jar";
        dropAndLook(longest, "MODULE counter 1.0.0");
        dropAndLook("meter.jar", "MODULE meter 1.0.0");
        assertThat(manager.current("counter")).isEqualTo("1.0.0");
        assertThat(others()).containsExactly("meter.jar.loaded");
    }

    @Test
    void goesOnWhenTheFolderIsReadOnly() throws Exception {
        dropAndLook("counter.jar", "MODULE counter 1.0.0");
        drop("broken.jar", "PK");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            assumeThat(Files.isWritable(folder)).as("permissions bind this user").isFalse();
            lookTwice();
            assertThat(manager.refusals()).hasSize(1);
            assertThat(others()).containsExactly("counter.jar.loaded");
        } finally {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        lookTwice();
        assertThat(others()).containsExactly("broken.jar.refused", "counter.jar.loaded");
    }

    @Test
    void explainsTheFolderInAReadme() throws Exception {
        lookTwice();
        assertThat(text("README.txt")).contains("NAME.jar.refused", "NAME.jar.loaded", "downgrade = load",
                "module:rollback");
        assertThat(manager.takeCalls()).isEmpty();
    }

    @Test
    void leavesAReadmeThatIsThere() throws Exception {
        Files.writeString(folder.resolve("README.txt"), "ours");
        lookTwice();
        start();
        lookTwice();
        assertThat(text("README.txt")).isEqualTo("ours");
    }

    @Test
    void leavesNothingHalfWritten() throws Exception {
        Path part = folder.resolve(".counter.jar.loaded.part");
        new Notices(Directory.open(folder)).post(Map.of("counter.jar.loaded", "# Twofold: text"));
        assertThat(part).doesNotExist();
        assertThat(text("counter.jar.loaded")).isEqualTo("# Twofold: text");
    }
}
