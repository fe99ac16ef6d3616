/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.module.Outcome;
import dev.twofold.module.PastSwap;
import dev.twofold.module.RevisionId;
import dev.twofold.module.SwapReport;
import dev.twofold.module.SwapStart;
import dev.twofold.module.SwapStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Version;

class JournalTest {

    private static final Optional<RevisionId> ONE = Optional.of(new RevisionId("counter", new Version(1, 0, 0), "a1"));
    private static final Optional<RevisionId> TWO = Optional.of(new RevisionId("counter", new Version(1, 1, 0), "b2"));
    private static final Instant NOON = Instant.parse("2026-05-04T12:00:00Z");

    @TempDir
    private Path folder;

    private final FailingDisk disk = new FailingDisk();
    private Path file;
    private Journal journal;

    @BeforeEach
    void openJournal() {
        file = folder.resolve("journal");
        reopen();
    }

    @AfterEach
    void closeJournal() {
        journal.close();
    }

    private List<PastSwap> reopen() {
        if (journal != null) {
            journal.close();
        }
        journal = new Journal(folder, disk);
        return journal.open(swap -> "1.0.0 is current");
    }

    private void start(String module, String who) {
        journal.started(new SwapStart(module, ONE, TWO, NOON, who));
    }

    private void swap(String module, String who, Outcome outcome, String reason) {
        start(module, who);
        journal.reached(module, SwapStep.LOAD);
        journal.ended(new SwapReport(module, outcome, ONE, TWO, Optional.empty(), 3, NOON,
                List.of(new SwapReport.Timing(SwapStep.LOAD, Duration.ofMillis(7))), Duration.ZERO, reason, List.of(),
                List.of(), List.of(), who));
    }

    private List<String> who(String module) {
        return journal.history(module).stream().map(PastSwap::requestedBy).toList();
    }

    @Test
    void keepsWhatWasDoneOverRestartsTheLatestFirst() {
        swap("counter", "folder", Outcome.UPGRADED, "");
        swap("counter", "shell", Outcome.REFUSED, "it\thas\\\nno way \\n back\r");
        swap("meter", "folder", Outcome.LOADED, "");
        List<PastSwap> before = journal.history("counter");
        assertThat(reopen()).isEmpty();
        assertThat(journal.history("counter")).isEqualTo(before).first().isEqualTo(new PastSwap("counter",
                Outcome.REFUSED, ONE, TWO, Optional.of(SwapStep.LOAD), 3, NOON, Duration.ofMillis(7), "shell",
                "it\thas\\\nno way \\n back\r"));
        assertThat(who("counter")).containsExactly("shell", "folder");
        assertThat(who("meter")).containsExactly("folder");
        assertThat(who("nobody")).isEmpty();
    }

    @Test
    void namesTheRevisionThatAPurgeHasRemoved() {
        journal.started(new SwapStart("counter", TWO, TWO, NOON, "shell"));
        journal.ended(new SwapReport("counter", Outcome.PURGED, TWO, TWO, ONE, 0, NOON, List.of(), Duration.ZERO, "",
                List.of(), List.of(), List.of(), "shell"));
        assertThat(journal.history("counter")).singleElement().satisfies(purge -> {
            assertThat(purge.from()).isEqualTo(ONE);
            assertThat(purge.to()).isEmpty();
        });
    }

    /** They told of the one that stayed. */
    @Test
    void namesNoRevisionForAPurgeThatAnOlderBuildHasWritten() throws IOException {
        PastSwap purge = new PastSwap("counter", Outcome.PURGED, TWO, TWO, Optional.of(SwapStep.PURGE), 0, NOON,
                Duration.ZERO, "shell", "");
        Files.writeString(file, new JournalLine(JournalLine.Kind.END, purge).text() + "\n");
        assertThat(reopen()).isEmpty();
        assertThat(journal.history("counter")).singleElement().satisfies(read -> {
            assertThat(read.outcome()).isEqualTo(Outcome.PURGED);
            assertThat(read.from()).isEmpty();
            assertThat(read.to()).isEmpty();
            assertThat(read.lastStep()).hasValue(SwapStep.PURGE);
        });
    }

    @Test
    void closesWhatWasUnderWay() {
        start("counter", "shell");
        journal.reached("counter", SwapStep.LOAD);
        journal.reached("counter", SwapStep.GATE);
        start("meter", "folder");
        PastSwap interrupted = new PastSwap("counter", Outcome.INTERRUPTED, ONE, TWO, Optional.of(SwapStep.GATE), 0,
                NOON, Duration.ZERO, "shell", "1.0.0 is current");
        assertThat(reopen()).hasSize(2).first().isEqualTo(interrupted);
        assertThat(journal.history("counter")).containsExactly(interrupted);
        assertThat(reopen()).as("it is closed for good").isEmpty();
        assertThat(journal.history("counter")).containsExactly(interrupted);
    }

    @Test
    void knowsNothingOfStepsAndEndsWithoutABeginning() {
        journal.reached("counter", SwapStep.LOAD);
        journal.ended(new SwapReport("counter", Outcome.LOADED, ONE, TWO, Optional.empty(), 0, NOON, List.of(),
                Duration.ZERO, "", List.of(), List.of(), List.of(), ""));
        assertThat(journal.history("counter")).isEmpty();
    }

    @Test
    void toleratesALineThatWasTornAtAnyByte() throws IOException {
        swap("counter", "folder", Outcome.UPGRADED, "");
        long whole = Files.size(file);
        start("counter", "shell");
        byte[] bytes = Files.readAllBytes(file);
        for (int length = (int) whole; length < bytes.length - 1; length++) {
            journal.close();
            Files.write(file, Arrays.copyOf(bytes, length));
            assertThat(reopen()).as("%s bytes", length).isEmpty();
            assertThat(who("counter")).containsExactly("folder");
        }
        assertThat(folder.resolve("journal.damaged")).doesNotExist();
    }

    @Test
    void leavesOutDamagedLinesAndKeepsTheFile() throws IOException {
        swap("counter", "folder", Outcome.UPGRADED, "");
        swap("counter", "shell", Outcome.UPGRADED, "");
        swap("counter", "folder", Outcome.UPGRADED, "");
        journal.close();
        String damaged = Files.readString(file).replace("shell", "shelf") + "\u0000 and this is no line\n";
        Files.writeString(file, damaged);
        assertThat(reopen()).isEmpty();
        assertThat(who("counter")).contains("folder").doesNotContain("shell", "shelf");
        assertThat(folder.resolve("journal.damaged")).hasContent(damaged);
        reopen();
        assertThat(who("counter")).doesNotContain("shelf");
    }

    @Test
    void goesOnWithoutAFileAndWithOneAsSoonAsItCan() throws IOException {
        journal.close();
        Files.delete(file);
        Files.createDirectory(file);
        Path inside = Files.createFile(file.resolve("inside"));
        reopen();
        swap("counter", "first", Outcome.UPGRADED, "");
        assertThat(who("counter")).containsExactly("first");
        Files.delete(inside);
        Files.delete(file);
        swap("counter", "second", Outcome.UPGRADED, "");
        reopen();
        assertThat(who("counter")).containsExactly("second", "first");
    }

    @Test
    void goesOnWhenTheDiskIsFull() {
        swap("counter", "before", Outcome.UPGRADED, "");
        disk.failAfter(0);
        swap("counter", "meanwhile", Outcome.REFUSED, "no space");
        assertThat(who("counter")).containsExactly("meanwhile", "before");
        disk.work();
        swap("counter", "after", Outcome.UPGRADED, "");
        reopen();
        assertThat(who("counter")).startsWith("after").endsWith("before");
    }

    @Test
    void keepsTheLastOnesInAFileThatDoesNotGrow() throws IOException {
        String reason = "a reason that takes some room. ".repeat(300);
        for (int i = 0; i < 1_500; i++) {
            swap("counter", "user " + i, Outcome.REFUSED, reason);
        }
        assertThat(Files.size(file)).isLessThan(2L << 20);
        reopen();
        assertThat(who("counter")).hasSize(PastSwap.MOST_KEPT).startsWith("user 1499").endsWith("user 1400");
        assertThat(journal.history("counter").get(0).reason()).hasSizeLessThan(2_100).endsWith(" ...");
    }

    @Test
    void forgetsTheModulesThatNothingWasDoneWithForLongest() {
        History history = new History();
        for (int i = 0; i < 1_500; i++) {
            history.add(past("module" + i));
            history.add(past("module0"));
        }
        assertThat(history.of("module1")).isEmpty();
        assertThat(history.of("module1499")).hasSize(1);
        assertThat(history.of("module0")).hasSize(PastSwap.MOST_KEPT);
        assertThat(history.all()).hasSize(999 + PastSwap.MOST_KEPT);
    }

    private static PastSwap past(String module) {
        return new PastSwap(module, Outcome.LOADED, Optional.empty(), ONE, Optional.empty(), 0, NOON, Duration.ZERO, "",
                "");
    }
}
