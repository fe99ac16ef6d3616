/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.attach.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketFileTest {

    @TempDir
    Path folder;

    private SocketFile file;

    @BeforeEach
    void name() {
        file = new SocketFile(folder.resolve("shell/socket"));
    }

    @Test
    void closesFileAndFolderToOthers() throws IOException {
        try (ServerSocketChannel server = file.listen()) {
            assertThat(server.isOpen()).isTrue();
            assertThat(permissions(file.path())).isEqualTo("rw-------");
            assertThat(permissions(file.path().getParent())).isEqualTo("rwx------");
        }
    }

    @Test
    void closesAFolderThatWasOpenToOthers() throws IOException {
        Path shell = Files.createDirectory(folder.resolve("shell"));
        Files.setPosixFilePermissions(shell, PosixFilePermissions.fromString("rwxrwxrwx"));

        file.listen().close();

        assertThat(permissions(shell)).isEqualTo("rwx------");
    }

    @Test
    void replacesAFileThatAKilledProcessHasLeft() throws IOException {
        file.listen().close();
        assertThat(file.path()).exists();

        try (ServerSocketChannel server = file.listen()) {
            assertThat(server.isOpen()).isTrue();
        }
    }

    @Test
    void refusesAFileOnWhichSomebodyListens() throws IOException {
        try (ServerSocketChannel server = file.listen()) {
            assertThat(server.isOpen()).isTrue();
            assertThatThrownBy(file::listen).hasMessageContainingAll("another process listens", "shell/socket");
        }
    }

    @Test
    void saysHowLongAPathIsThatIsTooLong() {
        SocketFile deep = new SocketFile(folder.resolve("a".repeat(100)).resolve("socket"));

        assertThatThrownBy(deep::listen).isInstanceOf(IOException.class).hasMessageContainingAll("too long",
                "bytes long; a system takes about 100");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
