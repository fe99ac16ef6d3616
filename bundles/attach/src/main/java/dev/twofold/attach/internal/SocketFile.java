/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.attach.internal;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A Unix domain socket that only its owner may open. The folder is closed to others before the socket is made in it, so that
 * there is no moment in which somebody else could connect.
 *
 * @param path the file; its folder belongs to it alone
 */
record SocketFile(Path path) {

    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

    /**
     * Listens. A file that a killed process has left is replaced.
     *
     * @throws IOException if that is not possible; its message says why and what to do
     */
    ServerSocketChannel listen() throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        Files.createDirectories(folder.getParent());
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(FOLDER));
        }
        Files.setPosixFilePermissions(folder, FOLDER);
        if (isInUse()) {
            throw new IOException("another process listens on " + path + " already");
        }
        Files.deleteIfExists(path);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, FILE);
            return server;
        } catch (IOException e) {
            server.close();
            throw new IOException(e.getMessage() + ": " + path + " (" + path.toString().getBytes().length
                    + " bytes long; a system takes about 100)", e);
        }
    }

    private boolean isInUse() {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            return channel.isConnected();
        } catch (IOException nobody) {
            return false;
        }
    }

    /** Takes the file away. */
    void delete() throws IOException {
        Files.deleteIfExists(path);
    }
}
