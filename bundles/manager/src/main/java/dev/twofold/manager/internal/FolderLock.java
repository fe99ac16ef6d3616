/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps other processes away from a data folder, by a file that the system unlocks when the process ends, however it ends.
 * Used by one thread at a time.
 */
final class FolderLock {

    private final Path file;
    private FileChannel channel;

    FolderLock(Path folder) {
        this.file = folder.resolve("lock");
    }

    void acquire() throws IOException, RefusedException {
        FileChannel opened = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = opened.tryLock();
            if (lock == null) {
                throw inUse();
            }
            opened.truncate(0);
            opened.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8)));
            channel = opened;
        } catch (OverlappingFileLockException byThisProcess) {
            throw inUse();
        } finally {
            if (channel == null) {
                opened.close();
            }
        }
    }

    private RefusedException inUse() {
        return new RefusedException("the data folder " + file.getParent() + " is in use by " + owner()
                + ": stop that one, or give this one another folder (twofold.manager, data.dir)");
    }

    private String owner() {
        try {
            return "process " + Files.readString(file).strip();
        } catch (IOException lockedForReadersToo) {
            return "another process";
        }
    }

    void release() {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException goneAnyway) {
                // the system unlocks the file at the end of the process
                return;
            } finally {
                channel = null;
            }
        }
    }
}
