/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryTest {

    private static final Handover TAKEN = new Handover(new Stamp(17, 1_700_000_000_000L), "ab12", Standing.TAKEN,
            Instant.ofEpochMilli(1_700_000_001_234L), "of two lines\nand = : ");

    @TempDir
    private Path data;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = data.resolve("deploy/deployed.properties");
    }

    @Test
    void remembersWhatWasHandedOver() {
        Memory.open(file, "deploy").put("counter 1 = é.jar", TAKEN);
        assertThat(Memory.open(file, "deploy").get("counter 1 = é.jar")).contains(TAKEN);
    }

    @Test
    void remembersAFileWhoseContentIsUnknown() {
        Handover unread = new Handover(new Stamp(0, 0), "", Standing.REFUSED, Instant.EPOCH, "");
        Memory.open(file, "deploy").put("empty.jar", unread);
        assertThat(Memory.open(file, "deploy").get("empty.jar")).contains(unread);
    }

    @Test
    void forgetsWhatWasRemoved() {
        Memory memory = Memory.open(file, "deploy");
        memory.put("counter.jar", TAKEN);
        memory.remove("counter.jar");
        assertThat(Memory.open(file, "deploy").names()).isEmpty();
    }

    @Test
    void forgetsWhatWasStoredForAnotherFolder() {
        Memory.open(file, "deploy").put("counter.jar", TAKEN);
        assertThat(Memory.open(file, "other").names()).isEmpty();
    }

    @Test
    void remembersAFolderThatItComesBackTo() {
        Memory.open(file, "deploy").put("counter.jar", TAKEN);
        Memory.open(file, "other").put("meter.jar", TAKEN);
        assertThat(Memory.open(file, "deploy").names()).containsExactly("counter.jar");
        assertThat(Memory.open(file, "other").names()).containsExactly("meter.jar");
        assertThat(Memory.open(file, "deploy").names()).containsExactly("counter.jar");
    }

    @Test
    void knowsAFolderHoweverItIsWritten() {
        Memory.open(file, "deploy").put("counter.jar", TAKEN);
        String absolute = Path.of("deploy").toAbsolutePath().toString();
        assertThat(Memory.open(file, absolute).names()).containsExactly("counter.jar");
        Memory.open(file, "other");
        assertThat(Memory.open(file, "../" + Path.of("").toAbsolutePath().getFileName() + "/deploy").names())
                .containsExactly("counter.jar");
    }

    @Test
    void takesNoneOfTheFilesForDeletedWhenItComesBackToAFolder() {
        Memory.open(file, "deploy").put("counter.jar", TAKEN);
        assertThat(Memory.open(file, "deploy").lost()).isEmpty();
        Memory.open(file, "other");
        assertThat(Memory.open(file, "deploy").lost()).containsExactly("counter.jar");
        assertThat(Memory.open(file, "deploy").lost()).containsExactly("counter.jar");
    }

    @Test
    void skipsLinesThatItCannotRead() throws IOException {
        Memory.open(file, "deploy").put("counter.jar", TAKEN);
        Files.writeString(file, Files.readString(file) + "a.jar=nonsense\nb.jar=TAKEN x y z\n");
        assertThat(Memory.open(file, "deploy").names()).containsExactly("counter.jar");
    }

    @Test
    void startsAnewWhenTheFileCannotBeRead() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "/=deploy\ncounter.jar=\\u00");
        assertThat(Memory.open(file, "deploy").names()).isEmpty();
    }

    @Test
    void remembersWhichFolderItWasAndWhatIsLost() {
        Memory memory = Memory.open(file, "deploy");
        memory.put("counter 1.jar", TAKEN);
        memory.put("meter.jar", TAKEN);
        memory.moved("(dev=1,ino=2)", Set.of("counter 1.jar", "meter.jar"));
        memory.rename("meter.jar", "m.jar");

        Memory again = Memory.open(file, "deploy");
        assertThat(again.identity()).isEqualTo("(dev=1,ino=2)");
        assertThat(again.lost()).containsExactly("counter 1.jar");
        assertThat(again.names()).containsExactly("counter 1.jar", "m.jar");
    }

    @Test
    void cutsALongNoteOff() {
        Handover refused = new Handover(new Stamp(0, 0), "", Standing.REFUSED, Instant.EPOCH, "x".repeat(100_000));
        assertThat(refused.note()).hasSizeLessThan(10_000).endsWith(" ...");
    }

    @Test
    void leavesNoTemporaryFile() throws IOException {
        Memory.open(file, "deploy").put("counter.jar", TAKEN);
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }
}
