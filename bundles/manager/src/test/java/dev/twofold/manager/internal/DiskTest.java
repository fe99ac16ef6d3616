/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskTest {

    private static final Set<Thread.State> AT_REST = EnumSet.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);

    @TempDir
    private Path folder;

    private final AtomicReference<Boolean> wasThere = new AtomicReference<>();
    private Path jar;
    private Path slots;

    @BeforeEach
    void makeFiles() throws IOException {
        jar = Files.writeString(folder.resolve("oldest.jar"), "the oldest");
        slots = folder.resolve("slots");
    }

    /** A disk that is slow: it waits until the thread of a test does nothing any more, and looks whether the jar is there. */
    private final class SlowDisk extends Disk {

        private final Thread user = Thread.currentThread();

        @Override
        void forceFolder(Path changed) {
            while (user != Thread.currentThread() && !AT_REST.contains(user.getState())) {
                Thread.onSpinWait();
            }
            wasThere.set(Files.exists(jar));
        }
    }

    private void replace(Disk disk) throws IOException {
        disk.prepare(slots, "without the oldest", List.of()).await();
        disk.replacePrepared(slots);
    }

    @Test
    void deletesNothingBeforeItIsOnTheDiskThatNobodyNamesItAnyMore() throws IOException {
        try (Disk disk = new SlowDisk()) {
            replace(disk);
            disk.discard(jar);
        }

        assertThat(wasThere).hasValue(true);
        assertThat(jar).doesNotExist();
    }

    @Test
    void deletesLaterThanThatInTheBackgroundToo() throws IOException {
        try (Disk disk = new SlowDisk()) {
            replace(disk);
            disk.discardLater(jar).await();
        }

        assertThat(wasThere).hasValue(true);
        assertThat(jar).doesNotExist();
    }

    @Test
    void replacesNothingBeforeItIsOnTheDiskWhatWasReplacedBefore() throws Exception {
        List<String> done = new CopyOnWriteArrayList<>();
        Disk disk = new Disk() {

            @Override
            void about(String change, Path file) {
                done.add(change + " " + file.getFileName());
            }

            @Override
            void forceFolder(Path changed) {
                done.add("sync " + changed.getFileName());
            }
        };
        try (disk) {
            Path own = Files.createDirectory(folder.resolve("counter")).resolve("slots");
            replace(disk);
            disk.replace(own, "of one of the modules");
        }

        assertThat(done).containsExactly("write slots.part", "rename to slots", "write slots.part", "sync " + folder
                .getFileName(), "rename to slots", "sync counter");
    }

    @Test
    void tellsWhenWhatWasReplacedIsOnTheDisk() throws IOException {
        try (Disk disk = new SlowDisk()) {
            replace(disk);
            assertThat(slots).hasContent("without the oldest");

            disk.settle();

            assertThat(wasThere.get()).isNotNull();
        }
    }
}
