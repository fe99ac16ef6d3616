/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderInstallerTest {

    @TempDir
    private Path platform;

    private final FakeManager manager = new FakeManager();
    private final AtomicInteger hints = new AtomicInteger();
    private final AtomicInteger opened = new AtomicInteger();
    private Path folder;
    private FolderInstaller installer;

    @BeforeEach
    void open() throws IOException {
        folder = platform.resolve("deploy");
        Inspector inspector = new Inspector(file -> {
            opened.incrementAndGet();
            return manager.inspect(file);
        });
        installer = new FolderInstaller(Directory.open(folder), inspector, hints::incrementAndGet);
    }

    @Test
    void takesModules() throws IOException {
        assertThat(canHandle(write("counter.jar", "MODULE counter 1.0.0"))).isTrue();
    }

    @Test
    void takesModulesInCapitals() throws IOException {
        assertThat(canHandle(write("COUNTER.JAR", "MODULE counter 1.0.0"))).isTrue();
    }

    @Test
    void keepsModulesThatWerePutAsideFromFileInstall() throws IOException {
        assertThat(canHandle(write("counter.jar.off", "MODULE counter 1.0.0"))).isTrue();
        assertThat(canHandle(write("gateway.jar.off", "BUNDLE gateway 1.0.0"))).isFalse();
        assertThat(canHandle(write("notes.txt", "text"))).isFalse();
    }

    @Test
    void leavesOrdinaryBundles() throws IOException {
        assertThat(canHandle(write("gateway.jar", "BUNDLE gateway 1.0.0"))).isFalse();
    }

    @Test
    void keepsAModuleWhoseFileIsHalfOverwritten() throws IOException {
        assertThat(canHandle(write("counter.jar", "MODULE counter 1.0.0"))).isTrue();
        assertThat(canHandle(write("counter.jar", "MOD"))).isTrue();
        assertThat(canHandle(write("counter.jar", "MODULE counter 1.1.0"))).isTrue();
    }

    @Test
    void leavesWhatIsNotReadableYetUntilItIsAModule() throws IOException {
        assertThat(canHandle(write("counter.jar", "MOD"))).isFalse();
        assertThat(canHandle(write("counter.jar", "MODULE counter 1.0.0"))).isTrue();
    }

    @Test
    void leavesAModuleWhoseFileIsAnOrdinaryBundleNow() throws IOException {
        assertThat(canHandle(write("thing.jar", "MODULE thing 1.0.0"))).isTrue();
        assertThat(canHandle(write("thing.jar", "BUNDLE thing 1.0.0"))).isFalse();
        assertThat(canHandle(write("thing.jar", "BUN"))).isFalse();
    }

    @Test
    void leavesFilesInOtherFoldersAndFilesThatAreGone() throws IOException {
        assertThat(canHandle(Files.writeString(platform.resolve("counter.jar"), "MODULE counter 1.0.0"))).isFalse();
        assertThat(canHandle(folder.resolve("gone.jar"))).isFalse();
    }

    @Test
    void takesAFileUnderTheRealPathOfTheFolder() throws IOException {
        Path link = Files.createSymbolicLink(platform.resolve("link"), folder);
        Inspector inspector = new Inspector(manager::inspect);
        FolderInstaller behindLink = new FolderInstaller(Directory.open(link), inspector, () -> {});
        write("counter.jar", "MODULE counter 1.0.0");
        assertThat(behindLink.canHandle(folder.toRealPath().resolve("counter.jar").toFile())).isTrue();
        assertThat(behindLink.canHandle(link.resolve("counter.jar").toFile())).isTrue();
    }

    @Test
    void opensAFileOncePerChange() throws IOException {
        Path jar = writeLongAgo("counter.jar", "MODULE counter 1.0.0");
        canHandle(jar);
        canHandle(jar);
        assertThat(opened).hasValue(1);
        canHandle(writeLongAgo("counter.jar", "MODULE counter 1.10.0"));
        assertThat(opened).hasValue(2);
    }

    @Test
    void passesOnWhatItIsToldAsAHint() throws IOException {
        Path jar = write("counter.jar", "MODULE counter 1.0.0");
        installer.install(jar.toFile());
        installer.update(jar.toFile());
        installer.uninstall(jar.toFile());
        assertThat(hints).hasValue(3);
        assertThat(manager.takeCalls()).isEmpty();
    }

    private boolean canHandle(Path file) {
        return installer.canHandle(file.toFile());
    }

    private Path writeLongAgo(String name, String content) throws IOException {
        return Files.setLastModifiedTime(write(name, content), FileTime.from(Instant.now().minusSeconds(60)));
    }

    private Path write(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }
}
