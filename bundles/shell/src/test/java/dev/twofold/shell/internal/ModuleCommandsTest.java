/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.atIndex;

import dev.twofold.module.SwapStep;
import dev.twofold.module.SwapProgress;
import dev.twofold.module.ModuleInfo;
import dev.twofold.module.Outcome;
import dev.twofold.module.PastSwap;
import dev.twofold.module.PurgePolicy;
import dev.twofold.module.PurgedRevision;
import dev.twofold.module.PurgedRevision.Holder;
import dev.twofold.module.PurgedRevision.Kind;
import dev.twofold.module.Refusal;
import dev.twofold.module.RevisionId;
import dev.twofold.module.RevisionInfo;
import dev.twofold.module.RevisionInfo.Slot;
import dev.twofold.module.RunningServer;
import dev.twofold.module.ServerChange;
import dev.twofold.module.SwapOptions;
import dev.twofold.module.SwapReport;
import dev.twofold.module.SwapStrategy;
import dev.twofold.module.UpgradePolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModuleCommandsTest {

    private final FakeManager manager = new FakeManager();
    private Shell shell;

    @BeforeEach
    void open() {
        manager.modules.addAll(List.of(Samples.COUNTER, Samples.METER));
        shell = new Shell(manager, new FakeServers());
    }

    @AfterEach
    void close() {
        shell.close();
    }

    @Test
    void callsNothingRefusedThatHasOnlyEnded() throws Exception {
        manager.refusals.add(new Refusal("meter", Instant.EPOCH, "its supervisor has given up: why"));
        assertThat(shell.show("module:list")).contains("not running  when").doesNotContain("refused");
    }

    @Test
    void listsBothRevisionsOfEachModule() throws Exception {
        assertThat(shell.show("module:list")).isEqualTo("""
                module   slot     version  hash          bundle  state     servers
                counter  current  1.1.0    0123456789ab      23  ACTIVE          1
                counter  old      1.0.0    0123456789ab       9  RESOLVED        0
                meter    current  1.0.0    0123456789ab     117  ACTIVE       2000""");
    }

    @Test
    void showsRevisionsThatAThreadDoesNotLeave() throws Exception {
        manager.modules.set(0, new ModuleInfo("counter", Samples.COUNTER.current(), Samples.COUNTER.old(),
                List.of(Samples.METER_1_0.id()), Optional.empty(), Samples.COUNTER.policy()));
        assertThat(shell.show("module:info counter")).contains("lingering").contains("1.0.0").contains(
                "module:holders");
        assertThat(shell.show("twofold:status")).contains("a thread does not come back from");
    }

    @Test
    void givesScriptsTheRevisions() throws Exception {
        assertThat(shell.run("module:list")).isInstanceOf(List.class)
                .asInstanceOf(InstanceOfAssertFactories.list(RevisionInfo.class))
                .containsExactly(Samples.COUNTER_1_1, Samples.COUNTER_1_0, Samples.METER_1_0);
    }

    @Test
    void listsRefusalsBelowTheRevisions() throws Exception {
        Instant time = Instant.parse("2026-03-01T12:00:00Z");
        manager.refusals.add(new Refusal("counter-2.1.0.jar", time, "codeChange failed:\n  no such field\n"));
        assertThat(shell.show("module:list").lines()).hasSize(7).endsWith(
                "counter-2.1.0.jar  " + Texts.time(time) + "  codeChange failed:; no such field");
    }

    @Test
    void showsOfAReasonWhatATableHasRoomFor() throws Exception {
        assertThat(Texts.brief("short: and whole")).isEqualTo("short: and whole");
        assertThat(Texts.brief("no disk (IOException); mend it")).isEqualTo("no disk (IOException); mend it");
        assertThat(Texts.brief("it has 3.5 parts. Take one. " + "Or not. ".repeat(30))).startsWith(
                "it has 3.5 parts. Take one. Or not.").endsWith("Or not ...").hasSizeBetween(150, 164);
        assertThat(Texts.brief("no, " + "word ".repeat(50))).hasSizeBetween(150, 164).endsWith("word ...");
        assertThat(Texts.brief("x".repeat(200))).isEqualTo("x".repeat(160) + " ...");
        manager.refusals.add(new Refusal("a.jar", Instant.EPOCH, "short: and whole"));
        assertThat(shell.show("module:list")).endsWith("short: and whole");
    }

    @Test
    void wrapsReasons() {
        String text = "word ".repeat(30) + "\n  " + "part ".repeat(20) + "\n" + "x".repeat(120) + " end";

        assertThat(Texts.indented(text).lines().map(String::stripTrailing)).containsExactly(
                "word ".repeat(17).strip(),
                Texts.indentation() + "word ".repeat(13).strip(),
                Texts.indentation() + "  " + "part ".repeat(17).strip(),
                Texts.indentation() + "  " + "part ".repeat(3).strip(),
                Texts.indentation() + "x".repeat(120),
                Texts.indentation() + "end");
    }

    @Test
    void saysOfAFirstLoadThatServersAreStarted() {
        assertThat(Texts.block(Samples.report("counter", Outcome.LOADED, ""))).contains("  servers   1 started\n");
        assertThat(Texts.block(Samples.report("counter", Outcome.PURGED, ""))).contains("  servers   1 ended\n");
    }

    @Test
    void tellsWhatToDoWhenThereIsNothing() throws Exception {
        manager.modules.clear();
        assertThat(shell.show("module:list")).contains("no module is loaded", "deploy folder", "module:load");
    }

    @Test
    void showsRefusalsAlsoWhenThereIsNoModule() throws Exception {
        manager.modules.clear();
        manager.refusals.add(new Refusal("broken.jar", Instant.EPOCH, "not a jar"));
        assertThat(shell.show("module:list")).contains("no module is loaded", "broken.jar", "not a jar");
    }

    @Test
    void showsAModuleWithItsLastReport() throws Exception {
        assertThat(shell.show("module:info counter")).isEqualTo("""
                counter
                  current   1.1.0 (0123456789ab), bundle 23 ACTIVE, 1 server
                  old       1.0.0 (0123456789ab), bundle 9 RESOLVED, 0 servers
                  last      counter UPGRADED 1.0.0 -> 1.1.0
                  at        %s
                  servers   1 changed, calls held back for 2.0 ms
                  took      31.3 ms
                    check               1.3 ms
                    gate               30.0 ms
                  policy    upgrade auto, purge kill, strategy atomic
                            limits: complete 5000.0 ms, gate 1000.0 ms, change 10000.0 ms, stop 5000.0 ms""".formatted(
                Texts.time(Samples.UPGRADED.started())));
    }

    @Test
    void showsWhyTheLastOperationWasRefused() {
        assertThat(Texts.block(Samples.REFUSED)).startsWith(
                "counter REFUSED 1.0.0 -> 1.1.0\n  runs now  1.0.0, as before\n")
                .contains("  reason    codeChange failed:\n            no such field\n");
    }

    @Test
    void showsAModuleThatNothingWasDoneWith() throws Exception {
        assertThat(shell.show("module:info meter")).contains("old       none", "nothing was done yet");
    }

    @Test
    void suggestsANameThatThereIs() {
        assertThatThrownBy(() -> shell.run("module:info conter")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no module 'conter'; there are: counter, meter. Did you mean counter?");
        assertThatThrownBy(() -> shell.run("module:rollback conter")).hasMessageContaining("Did you mean counter?");
        assertThatThrownBy(() -> shell.run("module:purge x")).hasMessageEndingWith("there are: counter, meter.");
        assertThat(manager.calls).isEmpty();
    }

    @Test
    void goesBackAndPurges() throws Exception {
        assertThat(shell.show("module:rollback counter")).startsWith("counter ROLLED_BACK 1.0.0 -> 1.1.0\n");
        assertThat(shell.show("module:purge -t 30 counter")).startsWith("counter PURGED");
        assertThat(manager.calls).containsExactly("rollback counter", "purge counter");
    }

    @Test
    void givesScriptsTheReport() throws Exception {
        assertThat(shell.run("module:rollback counter")).isInstanceOf(SwapReport.class);
        assertThat(shell.run("(module:rollback counter) refused")).isEqualTo(false);
        assertThat(shell.run("(module:list) size")).isEqualTo(3);
        assertThat(shell.run("((module:list) get 0) bundleId")).isEqualTo(23L);
    }

    @Test
    void loadsAJar(@TempDir Path folder) throws Exception {
        Path jar = Files.createFile(folder.resolve("counter.jar"));
        assertThat(shell.show("module:load " + jar)).startsWith("counter LOADED");
        assertThat(manager.calls).containsExactly("load " + jar);
    }

    @Test
    void loadsSeveralJarsTogether(@TempDir Path folder) throws Exception {
        Path one = Files.createFile(folder.resolve("one"));
        Path two = Files.createFile(folder.resolve("two"));
        assertThat(shell.show("module:load " + one + " " + two)).isEqualTo("""
                module  outcome   from   to     servers  reason
                one     UPGRADED  1.0.0  1.1.0        1
                two     UPGRADED  1.0.0  1.1.0        1""");
        assertThat(manager.calls).containsExactly("loadTogether [" + one + ", " + two + "]");
        assertThat(manager.asked).isEqualTo(SwapOptions.DEFAULTS.requestedBy("shell"));
    }

    @Test
    void passesOptionsOn(@TempDir Path folder) throws Exception {
        Path jar = Files.createFile(folder.resolve("counter.jar"));
        shell.run("module:load --upgrade load --purge soft --strategy rolling --precopy --gate 250 --extra 'two words' "
                + jar);
        assertThat(manager.asked).isEqualTo(SwapOptions.DEFAULTS.requestedBy("shell").upgrade(UpgradePolicy.LOAD)
                .purge(PurgePolicy.SOFT).strategy(SwapStrategy.ROLLING).precopy(true).gateLimit(Duration.ofMillis(250))
                .extra("two words"));
        shell.run("module:upgrade --strategy ATOMIC --gate 7 counter");
        assertThat(manager.asked).isEqualTo(SwapOptions.DEFAULTS.requestedBy("shell").strategy(SwapStrategy.ATOMIC)
                .gateLimit(Duration.ofMillis(7)));
        shell.run("module:rollback --precopy --extra back counter");
        assertThat(manager.asked).isEqualTo(SwapOptions.DEFAULTS.requestedBy("shell").precopy(true).extra("back"));
        shell.run("module:rehearse --upgrade load --gate 7 --extra text --force " + jar);
        assertThat(manager.asked).isEqualTo(SwapOptions.DEFAULTS.requestedBy("shell").upgrade(UpgradePolicy.LOAD)
                .gateLimit(Duration.ofMillis(7)).extra("text").force());
        shell.run("module:redefine --purge kill " + jar);
        assertThat(manager.asked).isEqualTo(SwapOptions.DEFAULTS.requestedBy("shell").purge(PurgePolicy.KILL));
    }

    @Test
    void namesTheWordsOfAnOption(@TempDir Path folder) throws Exception {
        Path jar = Files.createFile(folder.resolve("counter.jar"));
        assertThatThrownBy(() -> shell.run("module:load --upgrade atuo " + jar)).hasMessage(
                "no value of --upgrade 'atuo'; there are: auto, load.");
        assertThatThrownBy(() -> shell.run("module:load --purge never " + jar)).hasMessageContaining("kill, soft");
        assertThatThrownBy(() -> shell.run("module:upgrade --strategy roling counter")).hasMessage(
                "no value of --strategy 'roling'; there are: atomic, drain, rolling. Did you mean rolling?");
        assertThatThrownBy(() -> shell.run("module:load --gate soon " + jar)).hasMessageContaining("milliseconds");
        assertThatThrownBy(() -> shell.run("module:load --gate 0 " + jar)).hasMessageContaining("milliseconds");
        assertThatThrownBy(() -> shell.run("module:load --purje soft " + jar)).hasMessageContaining(
                "no option '--purje'");
        assertThatThrownBy(() -> shell.run("module:load")).hasMessageContaining("no file is given");
        assertThat(manager.calls).isEmpty();
    }

    @Test
    void upgradesRedefinesAndRemoves(@TempDir Path folder) throws Exception {
        Path jar = Files.createFile(folder.resolve("counter.jar"));
        assertThat(shell.show("module:upgrade counter")).startsWith("counter UPGRADED");
        assertThat(shell.show("module:redefine " + jar)).startsWith("counter REDEFINED");
        assertThat(shell.show("module:softpurge counter")).startsWith("counter PURGED");
        assertThat(shell.show("module:delete counter")).startsWith("counter DELETED");
        assertThat(shell.show("module:unload counter")).startsWith("counter UNLOADED");
        assertThat(manager.calls).containsExactly("upgrade counter", "redefine " + jar, "softpurge counter",
                "delete counter", "unload counter");
    }

    @Test
    void rehearses(@TempDir Path folder) throws Exception {
        Path jar = Files.createFile(folder.resolve("counter.jar"));
        assertThat(shell.show("module:rehearse " + jar)).startsWith(
                "counter 1.0.0 -> 1.1.0: nothing stands in its way\n")
                .contains("  purges    0.9.0, the oldest revision, to make room\n", "  starts    extra\n",
                        "  warning   mind\n            the gap\n",
                        "    counting: Meter.unit: is new (nobody takes care of it)\n",
                        "  would not come back as it was\n    server-1 (counting): Meter.unit: 'kWh' before, null afterwards")
                .containsPattern("counting +70 +30 +2 +1 +5 +12\\.0 ms +3\\.0 ms").doesNotContain("reason");
        assertThat(manager.calls).containsExactly("rehearse " + jar);
    }

    @Test
    void showsTheFirstServersThatCannotGoOver() {
        assertThat(RehearsalText.block(Samples.rehearsal("30 servers\ncannot"))).startsWith(
                "counter 1.0.0 -> 1.1.0: would be refused\n  reason    30 servers\n            cannot\n").contains(
                        "    server-19 (counting): Meter.unit:; no such constant\n    and 10 more").doesNotContain(
                                "server-20 ");
    }

    @Test
    void tellsWhoRunsWhat() throws Exception {
        manager.running.add(new RunningServer("a", "counting", Samples.COUNTER_1_0.id(), Slot.OLD));
        manager.running.add(new RunningServer("b-2", "counting", Samples.COUNTER_1_1.id(), Slot.CURRENT));
        assertThat(shell.show("module:running counter")).isEqualTo("""
                server  type      version  hash          slot
                a       counting  1.0.0    0123456789ab  old
                b-2     counting  1.1.0    0123456789ab  current""");
        assertThat(shell.show("module:running meter")).isEqualTo("no server of meter runs");
        assertThatThrownBy(() -> shell.run("module:running meeter")).hasMessageContaining("Did you mean meter?");
    }

    @Test
    void tellsWhatHoldsRevisionsThatHaveGone() throws Exception {
        assertThat(shell.show("module:holders")).startsWith("nothing is held");
        manager.uncollected.add(new PurgedRevision(Samples.COUNTER_1_0.id(), Instant.EPOCH, List.of(
                new Holder(Kind.THREAD, "poller", "in its code"), new Holder(Kind.BUNDLE, "clients", ""))));
        manager.uncollected.add(new PurgedRevision(Samples.METER_1_0.id(), Instant.EPOCH, List.of()));
        assertThat(shell.show("module:holders --gc")).contains("it has survived a garbage collection");
        assertThat(shell.show("module:holders").lines().toList()).hasSize(3).satisfies(
                lines -> assertThat(lines).startsWith("counter  1.0.0").endsWith(
                        "thread poller: in its code; bundle clients"),
                atIndex(1)).satisfies(lines -> assertThat(lines).startsWith("meter ").contains("not known"),
                        atIndex(2));
    }

    @Test
    void tellsWhatWasDone() throws Exception {
        assertThat(shell.show("module:history counter")).isEqualTo("nothing was done yet");
        manager.past.add(new PastSwap("counter", Outcome.REFUSED, Optional.of(Samples.COUNTER_1_0.id()), Optional.of(
                Samples.COUNTER_1_1.id()), Optional.empty(), 0, Instant.EPOCH, Duration.ofMillis(3), "", "no\n"
                        + "room ".repeat(
                                50)));
        manager.past.add(new PastSwap("gone", Outcome.UNLOADED, Optional.empty(), Optional.empty(), Optional.empty(), 0,
                Instant.EPOCH, Duration.ofMillis(3), "shell", ""));
        assertThat(shell.show("module:history counter").lines()).last().isEqualTo(
                "module:history --whole counter shows whole reasons");
        assertThat(shell.show("module:history --whole counter")).endsWith("room room room");
        assertThat(shell.show("module:history counter").lines().skip(1).limit(1)).singleElement().asString().matches(
                "\\S+ \\S+  REFUSED  1\\.0\\.0  1\\.1\\.0 +0  3\\.0 ms  - +no; room .* room \\.\\.\\.");
        assertThat(shell.show("module:history gone")).contains("UNLOADED", "shell");
        assertThat(shell.show("module:history")).containsPattern("counter +REFUSED").containsPattern("gone +UNLOADED");
        assertThatThrownBy(() -> shell.run("module:history conter")).hasMessageContaining("Did you mean counter?");
    }

    /** Otherwise a redefinition reads as if nothing had changed. */
    @Test
    void tellsRevisionsOfOneVersionApart() throws Exception {
        RevisionId other = new RevisionId("counter", Samples.COUNTER_1_0.id().version(), "fedcba9876543210");
        manager.past.add(new PastSwap("counter", Outcome.REDEFINED, Optional.of(Samples.COUNTER_1_0.id()), Optional.of(
                other), Optional.empty(), 1, Instant.EPOCH, Duration.ofMillis(3), "shell", ""));
        manager.past.add(past("counter", Outcome.ROLLED_BACK, ""));
        manager.past.add(new PastSwap("meter", Outcome.LOADED, Optional.empty(), Optional.of(Samples.METER_1_0.id()),
                Optional.empty(), 1, Instant.EPOCH, Duration.ofMillis(3), "shell", ""));

        assertThat(shell.show("module:history counter")).containsPattern(
                "REDEFINED +1\\.0\\.0 \\(0123456789ab\\)  1\\.0\\.0 \\(fedcba987654\\) +1 ").containsPattern(
                        "ROLLED_BACK +1\\.0\\.0 \\(0123456789ab\\)  1\\.1\\.0 +0 ");
        assertThat(shell.show("module:history")).containsPattern("meter +LOADED +none +1\\.0\\.0  +1 ");
    }

    @Test
    void tellsWhyAModuleIsNotOnItsNewestRevision() throws Exception {
        assertThat(shell.show("module:why counter")).startsWith("counter: current 1.1.0, old 1.0.0\n").contains(
                "nothing stands in the way");
        manager.refusals.add(new Refusal("counter-2.1.0.jar", Instant.EPOCH, "codeChange failed:\n  no such field\n"));
        manager.refusals.add(new Refusal("meter-2.1.0.jar", Instant.EPOCH, "too new"));
        manager.running.add(new RunningServer("a", "counting", Samples.COUNTER_1_0.id(), Slot.OLD));
        assertThat(shell.show("module:why counter")).isEqualTo("""
                counter: current 1.1.0, old 1.0.0
                  refused   counter-2.1.0.jar at %s:
                            codeChange failed:
                              no such field
                  servers   1 runs the old revision: a (1.0.0); module:upgrade counter moves them""".formatted(Texts
                .time(Instant.EPOCH)));
        assertThat(shell.show("module:why meter-2.1.0.jar")).startsWith("meter-2.1.0.jar is not loaded").contains(
                "too new");
        assertThatThrownBy(() -> shell.run("module:why meeter")).hasMessageContaining("Did you mean meter?");
    }

    @Test
    void tellsOfANewerRevisionInTheOldSlot() throws Exception {
        manager.modules.set(0, new ModuleInfo("counter", Samples.COUNTER.old(), Samples.COUNTER.current(), List.of(),
                Optional.empty(), Samples.COUNTER.policy()));
        assertThat(shell.show("module:why counter")).endsWith(
                "old slot  1.1.0 is newer; module:rollback counter makes it current");
    }

    @Test
    void tellsOfARefusalThatWasAboutNoRevision() throws Exception {
        manager.past.add(new PastSwap("counter", Outcome.REFUSED, Optional.of(Samples.COUNTER_1_1.id()), Optional
                .empty(),
                Optional.empty(), 0, Instant.EPOCH, Duration.ofMillis(3), "shell", "the old slot is empty"));
        assertThat(shell.show("module:why counter")).contains("refused   the last operation at").doesNotContain(
                "1.1.0 at");
    }

    @Test
    void tellsThatAModuleWentBackOrWasRefused() throws Exception {
        String time = Texts.time(Samples.UPGRADED.started());
        setLast(Samples.report("counter", Outcome.ROLLED_BACK, ""));
        assertThat(shell.show("module:why counter")).contains("went back from 1.0.0 to 1.1.0 at " + time);
        setLast(Samples.report("counter", Outcome.DELETED, ""));
        assertThat(shell.show("module:why counter")).contains("deleted   1.0.0 at " + time);
        setLast(Samples.REFUSED);
        assertThat(shell.show("module:why counter")).contains("refused   1.1.0 at " + time, "no such field");
    }

    @Test
    void advisesWhatBringsADeletedModuleBack() throws Exception {
        manager.modules.set(0, new ModuleInfo("counter", Optional.empty(), Samples.COUNTER.old(), List.of(), Optional
                .empty(), Samples.COUNTER.policy()));
        assertThat(shell.show("module:why counter")).endsWith(
                "no current revision: module:rollback counter makes the old one current");
        manager.running.add(new RunningServer("a", "counting", Samples.COUNTER_1_0.id(), Slot.OLD));
        assertThat(shell.show("module:why counter")).endsWith(
                "1 runs the old revision: a (1.0.0); module:rollback counter makes the old one current");
    }

    @Test
    void tellsFromTheHistoryWhatTheReportsOfARestartDoNotKnow() throws Exception {
        setLast(new SwapReport("counter", Outcome.LOADED, Optional.empty(), Optional.of(Samples.COUNTER_1_1.id()),
                Optional.empty(), 1, Instant.EPOCH.plusSeconds(9), List.of(), Duration.ZERO, "", List.of(), List.of(),
                List.of(), "restart"));
        manager.past.add(past("counter", Outcome.REFUSED, "codeChange failed: " + "x ".repeat(300) + "..."));
        assertThat(shell.show("module:why counter")).contains("refused   1.1.0 at " + Texts.time(Instant.EPOCH)
                + ", asked for by shell:\n            codeChange failed: x x").doesNotContain("nothing stands");

        manager.refusals.add(new Refusal("mine.jar", Instant.EPOCH, "other"));
        manager.refusals.add(new Refusal("counter-2.jar", Instant.EPOCH, "codeChange failed: " + "x ".repeat(400)));
        assertThat(shell.show("module:why counter")).contains("refused   counter-2.jar").doesNotContain("1.1.0 at",
                "other");

        manager.past.set(0, past("counter", Outcome.DOWNGRADED, ""));
        assertThat(shell.show("module:why counter")).contains("went down from 1.0.0 to 1.1.0 at");
    }

    @Test
    void tellsOfAModuleThatWasUnloaded() throws Exception {
        manager.past.add(past("till", Outcome.UNLOADED, ""));
        assertThat(shell.show("module:why till")).startsWith("till is not loaded\n  unloaded  1.0.0 at " + Texts.time(
                Instant.EPOCH) + ", asked for by shell; module:load loads a jar");
        manager.refusals.add(new Refusal("till-2.jar", Instant.EPOCH, "not loaded: touch it"));
        assertThat(shell.show("module:why till")).contains("  in folder till-2.jar at " + Texts.time(Instant.EPOCH)
                + ":\n            touch it\n  unloaded ");
        assertThat(shell.show("twofold:status")).contains("    till-2.jar: not loaded: touch it");
    }

    private static PastSwap past(String module, Outcome outcome, String reason) {
        return new PastSwap(module, outcome, Optional.of(Samples.COUNTER_1_0.id()), Optional.of(Samples.COUNTER_1_1
                .id()), Optional.empty(), 0, Instant.EPOCH, Duration.ofMillis(3), "shell", reason);
    }

    private void setLast(SwapReport report) {
        manager.modules.set(0, new ModuleInfo("counter", Samples.COUNTER.current(), Samples.COUNTER.old(), List.of(),
                Optional.of(
                        report), Samples.COUNTER.policy()));
    }

    @Test
    void showsWarningsAndSingleServers() {
        List<ServerChange> changes = IntStream.range(0, 30).mapToObj(
                number -> number == 29
                        ? new ServerChange("lost", "counting", ServerChange.Result.NOT_STARTED, "no\nroom")
                        : new ServerChange("server-" + number, "counting", ServerChange.Result.CHANGED, ""))
                .toList();
        SwapReport report = new SwapReport("counter", Outcome.UPGRADED, Optional.empty(), Optional.empty(), Optional
                .empty(), 30, Instant.EPOCH, List.of(), Duration.ZERO, "", changes, List.of(), List.of("mind\nthe gap"),
                "deploy");
        assertThat(Texts.block(report)).contains("at        " + Texts.time(Instant.EPOCH) + ", asked for by deploy\n",
                "  warning   mind\n            the gap\n", "    lost (counting) not started: no; room\n",
                "    server-18 (counting) changed\n    and 10 more\n").doesNotContain("server-19 ");
    }

    @Test
    void refusesAPathWithoutAFile() {
        assertThatThrownBy(() -> shell.run("module:load nowhere.jar")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no file ").hasMessageContaining("nowhere.jar");
        assertThatThrownBy(() -> shell.run("module:load /")).hasMessage("/ is a folder: give the path of a file in it");
    }

    @Test
    void doesNotWaitForEver() {
        manager.silent = true;
        assertThatThrownBy(() -> shell.run("module:rollback -t 0 counter")).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("it goes on");
    }

    @Test
    void saysWhatBecomesOfWhatNobodyWaitsFor(@TempDir Path folder) throws Exception {
        Path jar = Files.createFile(folder.resolve("counter.jar"));
        manager.modules.add(Samples.COUNTER);
        manager.silent = true;
        String rehearsal = "it goes on and changes nothing, and what it finds is only in the log";
        assertThatThrownBy(() -> shell.run("module:rehearse -t 0 " + jar)).hasMessage("not done after 0 s; "
                + rehearsal);

        manager.interrupting = true;
        assertThatThrownBy(() -> shell.run("module:rehearse " + jar)).isInstanceOf(InterruptedException.class);
        assertThatThrownBy(() -> shell.run("module:purge counter")).isInstanceOf(InterruptedException.class);

        assertThat(shell.printed()).isEqualTo("not waited for any longer: " + rehearsal
                + "\nnot waited for any longer: it goes on, and module:list and module:info show what becomes of it\n");
        shell.onTerminal(120, 20);
        assertThatThrownBy(() -> shell.run("module:rehearse " + jar)).isInstanceOf(InterruptedException.class);
        assertThat(shell.printed()).endsWith("not the operation)\033[K\r\033[Knot waited for any longer: " + rehearsal
                + "\n");
    }

    @Test
    void watchesModulesLineByLineWithoutATerminal() throws Exception {
        shell.run("module:watch -t 1");

        assertThat(shell.printed().strip()).endsWith(" counter UPGRADED 1.0.0 -> 1.1.0, 1 server, 31.3 ms");
        assertThat(manager.listeners).isEmpty();
    }

    @Test
    void watchesWhatIsRefusedWithoutAnOperation() throws Exception {
        manager.refusals.add(new Refusal("a.jar", Instant.EPOCH, "as before"));
        manager.coming.add(new Refusal("counter-1.jar", Instant.EPOCH, "a downgrade"));
        shell.run("module:watch -t 1");

        assertThat(shell.printed()).containsOnlyOnce(" counter-1.jar: refused: a downgrade").doesNotContain("a.jar");
    }

    @Test
    void watchesModulesAtTheirPlaceOnATerminal() throws Exception {
        manager.modules.add(Samples.COUNTER);
        shell.onTerminal(100, 20);

        shell.run("module:watch -t 1");

        assertThat(shell.printed()).startsWith("\033[H\033[J").containsPattern("counter +1\\.1\\.0").contains(
                "counter UPGRADED 1.0.0 -> 1.1.0, 1 server");
        assertThat(manager.listeners).isEmpty();
    }

    @Test
    void showsOnATerminalHowAnOperationGetsOn() throws Exception {
        manager.modules.add(Samples.COUNTER);
        manager.silent = true;
        manager.progress = Optional.of(new SwapProgress("counter", SwapStep.CHANGE, 120, 1000));
        shell.onTerminal(120, 20);

        assertThatThrownBy(() -> shell.run("module:rollback -t 1 counter")).hasMessageContaining("it goes on");

        assertThat(shell.printed()).contains("\rcounter: change, 120 of 1000 servers, 0 s (Ctrl-C").endsWith(
                "\r\033[K");
    }

    @Test
    void showsNothingWithoutATerminal() throws Exception {
        manager.modules.add(Samples.COUNTER);
        manager.silent = true;

        assertThatThrownBy(() -> shell.run("module:rollback -t 1 counter")).hasMessageContaining("it goes on");

        assertThat(shell.printed()).isEmpty();
    }

    @Test
    void loadsFromAnAddressAndTakesTheCopyAway(@TempDir Path folder) throws Exception {
        Path jar = Files.writeString(folder.resolve("counter.jar"), "content");

        shell.run("module:load " + jar.toUri());

        Path copy = Path.of(manager.calls.get(0).substring("load ".length()));
        assertThat(copy).hasFileName("counter.jar").isNotEqualTo(jar).doesNotExist();
        assertThat(copy.getParent()).doesNotExist();
        assertThatThrownBy(() -> shell.run("module:load " + folder.resolve("none.jar").toUri())).hasMessageContaining(
                "cannot fetch");
    }
}
