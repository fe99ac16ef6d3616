/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import dev.twofold.itest.modules.broken.BlockingActivator;
import dev.twofold.itest.modules.broken.DawdlingServer;
import dev.twofold.itest.modules.broken.FailingServer;
import dev.twofold.itest.modules.broken.FleetingServer;
import dev.twofold.itest.modules.broken.NeedyServer;
import dev.twofold.itest.modules.broken.OtherServer;
import dev.twofold.itest.modules.broken.StillbornServer;
import dev.twofold.itest.modules.broken.StubbornServer;
import dev.twofold.itest.modules.broken.ThrowingActivator;
import dev.twofold.itest.modules.broken.TwinServer;
import dev.twofold.itest.modules.broken.UntypedServer;
import dev.twofold.itest.modules.broken.WaitingServer;
import dev.twofold.itest.modules.change.AddEntries;
import dev.twofold.itest.modules.change.DawdlingChange;
import dev.twofold.itest.modules.change.FailingChange;
import dev.twofold.itest.modules.change.FatalChange;
import dev.twofold.itest.modules.change.HangingChange;
import dev.twofold.itest.modules.change.NullChange;
import dev.twofold.itest.modules.change.PickyChange;
import dev.twofold.itest.modules.change.PreciseChange;
import dev.twofold.itest.modules.change.RemoveEntries;
import dev.twofold.itest.modules.change.StrayChange;
import dev.twofold.itest.modules.change.ThrowingChange;
import dev.twofold.itest.modules.change.UnreadableChange;
import dev.twofold.itest.modules.change.WrongShapeChange;
import dev.twofold.itest.modules.client.LedgerClient;
import dev.twofold.itest.modules.crew.CrewServer;
import dev.twofold.itest.modules.echo.EchoServer;
import dev.twofold.itest.modules.echo.words.Ping;
import dev.twofold.itest.modules.consumer.DiaryKeeper;
import dev.twofold.itest.modules.consumer.Gauge;
import dev.twofold.itest.modules.consumer.GreedyConsumer;
import dev.twofold.itest.modules.consumer.IdleActivator;
import dev.twofold.itest.modules.consumer.QueueConsumer;
import dev.twofold.itest.modules.consumer.SteadyGauge;
import dev.twofold.itest.modules.entries.EntriesServer;
import dev.twofold.itest.modules.flaky.FlakyServer;
import dev.twofold.itest.modules.ledger.LedgerServer;
import dev.twofold.itest.modules.letters.Letter;
import dev.twofold.itest.modules.letters.LettersServer;
import dev.twofold.itest.modules.notebook.NotebookServer;
import dev.twofold.itest.modules.swift.SwiftServer;
import dev.twofold.itest.modules.notebook.Notes;
import dev.twofold.itest.modules.notebook.PrintedNotebookServer;
import dev.twofold.itest.modules.notebook.Sketch;
import dev.twofold.itest.modules.notebook.SketchServer;
import dev.twofold.itest.modules.port.PortServer;
import dev.twofold.itest.modules.port.StuckServer;
import dev.twofold.itest.modules.relay.RelayServer;
import dev.twofold.itest.modules.ring.HopServer;
import dev.twofold.itest.modules.selfish.SelfishServer;
import dev.twofold.itest.modules.selfish.words.Word;
import dev.twofold.itest.modules.shelf.Book;
import dev.twofold.itest.modules.shelf.ShelfServer;
import dev.twofold.itest.modules.sticky.StickyServer;
import dev.twofold.itest.modules.team.BadTeam;
import dev.twofold.itest.modules.team.LargeTeam;
import dev.twofold.itest.modules.team.LoneTeam;
import dev.twofold.itest.modules.team.Member;
import dev.twofold.itest.modules.team.RobbedTeam;
import dev.twofold.itest.modules.team.Score;
import dev.twofold.itest.modules.team.SmallTeam;
import dev.twofold.itest.modules.team.StarlessTeam;
import dev.twofold.itest.modules.team.Thief;
import dev.twofold.server.GenServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * All jars that the tests need, as files {@code name-version.jar} in a folder, made once per JVM, in which nobody else
 * writes. Outside the framework only; inside, {@link TwofoldIT#fixture} finds them.
 */
final class Fixtures {

    private static final List<String> COUNTERS = List.of("1.0.0", "1.1.0", "2.0.0", "2.1.0", "2.2.0");

    private static final List<Class<?>> CHANGES = List.of(ThrowingChange.class, FatalChange.class, NullChange.class,
            WrongShapeChange.class, HangingChange.class, UnreadableChange.class, StrayChange.class,
            DawdlingChange.class);

    private static final List<Class<?>> SERVERS = List.of(OtherServer.class, WaitingServer.class, FailingServer.class,
            UntypedServer.class, StillbornServer.class);

    private static final Path FOLDER = make(Path.of("target", "fixtures", System.getProperty(
            "twofold.test.fork", "fork-1")).toAbsolutePath());

    private Fixtures() {}

    static Path folder() {
        return FOLDER;
    }

    private static Path make(Path folder) {
        try {
            Files.createDirectories(folder);
            for (String version : COUNTERS) {
                Files.copy(ClassPath.module("counter", version).toPath(), folder.resolve("counter-" + version + ".jar"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
            good(folder);
            badChanges(folder);
            badModules(folder);
            badNames(folder);
            supervised(folder);
            longRunners(folder);
            notebooks(folder);
            exclusive(folder);
            noModules(folder);
            return folder;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void good(Path folder) {
        for (String version : List.of("1.0.0", "1.1.0", "1.2.0")) {
            ledger(version).write(folder, "ledger-" + version);
            ModuleJar.of("consumer", version).withPackageOf(LedgerServer.class).with(QueueConsumer.class)
                    .with(Gauge.class).with(SteadyGauge.class).write(folder, "consumer-" + version);
            ModuleJar.of("consumer", version).withPackageOf(LedgerServer.class).with(QueueConsumer.class)
                    .with(FailingServer.class).write(folder, "consumer-failing-" + version);
            ModuleJar.of("consumer", version).withPackageOf(LedgerServer.class).with(QueueConsumer.class)
                    .with(FailingChange.class).write(folder, "consumer-refused-" + version);
            ModuleJar.of("diary", version).withPackageOf(LedgerServer.class).with(DiaryKeeper.class).write(folder,
                    "diary-" + version);
            ModuleJar.of("greedy", version).withPackageOf(LedgerServer.class).with(GreedyConsumer.class)
                    .with(IdleActivator.class).instruction("Bundle-Activator", IdleActivator.class.getName())
                    .write(folder, "greedy-" + version);
            ModuleJar.of("selfish", version).withPackageOf(SelfishServer.class).withPackageOf(Word.class).write(folder,
                    "selfish-" + version);
            ModuleJar.of("single;singleton:=true", version).withPackageOf(LedgerServer.class).write(folder, "single-"
                    + version);
        }
        ModuleJar.of("ledger-client", "1.0.0").withPackageOf(LedgerClient.class).write(folder, "ledger-client-1.0.0");
        talkers(folder);
        ledger("1.1.0").header("Comment", "same version, other content").write(folder, "ledger-again-1.1.0");
        ledger("1.2.0").with(OtherServer.class).write(folder, "ledger-with-other-1.2.0");
        entries("2.0.0").with(AddEntries.class).with(RemoveEntries.class).write(folder, "ledger-2.0.0");
        entries("2.0.0").with(PreciseChange.class).write(folder, "PreciseChange-2.0.0");
        ModuleJar.of("shelf", "1.0.0").withPackageOf(ShelfServer.class).write(folder, "shelf-1.0.0");
        ModuleJar.of("shelf", "2.0.0").withPackageOf(ShelfServer.class).renaming(Book.class, "title", "label").write(
                folder, "shelf-2.0.0");
        ModuleJar.of("ledger-changes", "1.0.0").with(AddEntries.class).with(RemoveEntries.class).write(folder,
                "ledger-changes-1.0.0");
    }

    /** Two modules that share a protocol, and a bundle that is wired to a module. */
    private static void talkers(Path folder) {
        ModuleJar.of("echo-words", "1.0.0").withPackageOf(Ping.class).write(folder, "echo-words-1.0.0");
        for (String version : List.of("1.0.0", "1.1.0", "1.2.0")) {
            ModuleJar.of("echo", version).withPackageOf(EchoServer.class).write(folder, "echo-" + version);
            ModuleJar.of("relay", version).withPackageOf(RelayServer.class).write(folder, "relay-" + version);
        }
        ModuleJar.of("word-user", "1.0.0").with(Score.class).instruction("Import-Package", Word.class.getPackageName()
                + ",*").write(folder, "word-user-1.0.0");
    }

    private static void badChanges(Path folder) {
        entries("2.0.0").write(folder, "ledger-without-change-2.0.0");
        for (Class<?> change : CHANGES) {
            entries("2.0.0").with(change).write(folder, change.getSimpleName() + "-2.0.0");
        }
        // of the same shape, so that nothing but the change itself stands in the way
        ledger("1.2.0").with(FailingChange.class).write(folder, "FailingChange-1.2.0");
    }

    private static void badModules(Path folder) {
        for (Class<?> server : SERVERS) {
            ModuleJar.of("ledger", "1.2.0").with(server).write(folder, server.getSimpleName() + "-1.2.0");
        }
        ModuleJar.of("ledger", "1.2.0").with(NeedyServer.class).instruction("Import-Package", "!" + Ping.class
                .getPackageName() + ",*").write(folder, "NeedyServer-1.2.0");
        ledger("1.2.0").with(TwinServer.class).write(folder, "TwinServer-1.2.0");
        for (Class<?> activator : List.of(ThrowingActivator.class, BlockingActivator.class)) {
            ledger("1.2.0").with(activator).instruction("Bundle-Activator", activator.getName()).write(folder, activator
                    .getSimpleName() + "-1.2.0");
        }
        ledger("1.2.0").instruction("Import-Package", "com.example.missing,*").write(folder,
                "ledger-unresolvable-1.2.0");
        ledger("1.2.0").instruction("Import-Package", "dev.twofold.server;version='[9,10)',*").write(folder,
                "ledger-newer-api-1.2.0");
        ledger("1.2.0").instruction("Import-Package", Word.class.getPackageName() + ",*").write(folder,
                "ledger-needy-1.2.0");
        ledger("1.2.0").header("Service-Component", "").write(folder, "ledger-no-components-1.2.0");
        ledger("1.2.0").instruction("-dsannotations", "!*").write(folder, "ledger-no-header-1.2.0");
        ledger("1.2.0").withPackageOf(GenServer.class).instruction("Import-Package", "!dev.twofold.server,*").write(
                folder, "ledger-own-api-1.2.0");
        ledger("1.2.0").header("Fragment-Host", "dev.twofold.api").write(folder, "ledger-fragment-1.2.0");
        ModuleJar.of("ledger-fragment-of", "1.0.0").with(Score.class).header("Fragment-Host", "ledger").write(folder,
                "ledger-fragment-of-1.0.0");
    }

    private static void supervised(Path folder) {
        ModuleJar.of("flaky", "1.0.0").withPackageOf(FlakyServer.class).write(folder, "flaky-1.0.0");
        ModuleJar.of("flaky", "1.1.0").withPackageOf(FlakyServer.class).write(folder, "flaky-1.1.0");
        for (String version : List.of("1.0.0", "1.1.0", "1.2.0")) {
            ModuleJar.of("crew", version).withPackageOf(CrewServer.class).write(folder, "crew-" + version);
        }
        badCrew(folder);
        for (String version : List.of("1.0.0", "1.1.0")) {
            team(version, SmallTeam.class).write(folder, "team-" + version);
        }
        team("2.0.0", LargeTeam.class).write(folder, "team-2.0.0");
        team("2.1.0", RobbedTeam.class).with(Thief.class).write(folder, "team-2.1.0");
        team("3.0.0", BadTeam.class).write(folder, "team-3.0.0");
        team("3.1.0", StarlessTeam.class).write(folder, "team-3.1.0");
        team("3.2.0", LoneTeam.class).write(folder, "team-3.2.0");
    }

    private static void badCrew(Path folder) {
        ModuleJar.of("dawdling", "1.0.0").with(DawdlingServer.class).write(folder, "dawdling-1.0.0");
        ModuleJar.of("stubborn", "1.0.0").with(StubbornServer.class).with(StubbornServer.Grudge.class).write(folder,
                "stubborn-1.0.0");
        ModuleJar.of("fleeting", "1.0.0").with(FleetingServer.class).write(folder, "fleeting-1.0.0");
        crew().with(ThrowingActivator.class).instruction("Bundle-Activator", ThrowingActivator.class.getName()).write(
                folder, "crew-ThrowingActivator-1.2.0");
        crew().with(FailingServer.class).write(folder, "crew-FailingServer-1.2.0");
        crew().instruction("Import-Package", "com.example.missing,*").write(folder, "crew-unresolvable-1.2.0");
        ModuleJar.of("crew", "1.2.0").with(OtherServer.class).write(folder, "crew-OtherServer-1.2.0");
    }

    /** Modules for tests that go on for long. */
    private static void longRunners(Path folder) {
        for (String version : List.of("1.0.0", "1.1.0", "1.2.0")) {
            ModuleJar.of("sticky", version).withPackageOf(StickyServer.class).write(folder, "sticky-" + version);
            ModuleJar.of("swift", version).withPackageOf(SwiftServer.class).write(folder, "swift-" + version);
            ModuleJar.of("letters", version).withPackageOf(LettersServer.class).write(folder, "letters-" + version);
            for (String module : List.of("ring-left", "ring-right")) {
                ModuleJar.of(module, version).withPackageOf(HopServer.class).write(folder, module + "-" + version);
            }
            ModuleJar.of("ledger-plain", version).withPackageOf(LedgerServer.class).header("Require-Capability",
                    "osgi.extender;filter:=\"(osgi.extender=osgi.component)\"").write(folder, "ledger-plain-"
                            + version);
        }
        ModuleJar.of("letters", "2.0.0").withPackageOf(LettersServer.class).renaming(Letter.class, "text", "note")
                .write(folder, "letters-2.0.0");
        ModuleJar.of("ring-left", "1.3.0").withPackageOf(HopServer.class).write(folder, "ring-left-1.3.0");
        ModuleJar.of("ring-right", "1.3.0").withPackageOf(HopServer.class).with(PickyChange.class).write(folder,
                "ring-right-1.3.0");
        ModuleJar.of("sticky", "1.0.0").withPackageOf(StickyServer.class).with(PortServer.class).write(folder,
                "sticky-port-1.0.0");
        ModuleJar.of("sticky", "1.1.0").withPackageOf(StickyServer.class).with(PortServer.class).with(
                FailingServer.class).write(folder, "sticky-port-FailingServer-1.1.0");
        ModuleJar.of("sticky", "1.3.0").withPackageOf(StickyServer.class).with(ThrowingActivator.class).instruction(
                "Bundle-Activator", ThrowingActivator.class.getName()).write(folder, "sticky-bad-1.3.0");
    }

    /** Kinds of one module, which differ in what they do when their configuration changes. */
    private static void notebooks(Path folder) {
        ModuleJar.of("notebook", "1.0.0").with(SketchServer.class).with(Sketch.class).with(FailingChange.class).write(
                folder, "notebook-sketch-1.0.0");
        for (String version : List.of("1.0.0", "1.1.0")) {
            ModuleJar.of("notebook", version).with(NotebookServer.class).with(Notes.class).write(folder, "notebook-"
                    + version);
            ModuleJar.of("notebook", version).with(PrintedNotebookServer.class).with(Notes.class).write(folder,
                    "notebook-printed-" + version);
        }
    }

    /** Ledgers of which only one revision can be active, since they listen at a port. */
    private static void exclusive(Path folder) {
        for (String version : List.of("1.0.0", "1.1.0", "1.2.0")) {
            ledger(version).with(PortServer.class).write(folder, "port-" + version);
            ledger(version).with(PortServer.class).with(StuckServer.class).write(folder, "port-stuck-" + version);
        }
        entries("2.0.0").with(AddEntries.class).with(RemoveEntries.class).with(PortServer.class).write(folder,
                "port-2.0.0");
        entries("2.0.0").with(PortServer.class).write(folder, "port-without-change-2.0.0");
        entries("2.0.0").with(AddEntries.class).with(PortServer.class).write(folder, "port-AddEntries-2.0.0");
        entries("2.0.0").with(ThrowingChange.class).with(PortServer.class).write(folder, "port-ThrowingChange-2.0.0");
        for (Class<?> server : List.of(WaitingServer.class, FailingServer.class, OtherServer.class)) {
            ModuleJar.of("ledger", "2.0.0").with(server).with(PortServer.class).write(folder, "port-" + server
                    .getSimpleName() + "-2.0.0");
        }
        ledger("2.0.0").with(PortServer.class).with(ThrowingActivator.class).instruction("Bundle-Activator",
                ThrowingActivator.class.getName()).write(folder, "port-ThrowingActivator-2.0.0");
        ledger("2.0.0").with(PortServer.class).instruction("Import-Package", "com.example.missing,*").write(folder,
                "port-unresolvable-2.0.0");
    }

    private static ModuleJar crew() {
        return ModuleJar.of("crew", "1.2.0").withPackageOf(CrewServer.class);
    }

    private static ModuleJar team(String version, Class<?> supervisor) {
        return ModuleJar.of("team", version).with(Member.class).with(Score.class).with(supervisor);
    }

    private static void badNames(Path folder) {
        ledger("1.2.0").header("Bundle-Version", "one.two").write(folder, "ledger-bad-version-1.2.0");
        ledger("1.2.0").header("Bundle-SymbolicName", "../../evil").write(folder, "evil-1.2.0");
        ledger("1.2.0").header("Bundle-SymbolicName", "dev.twofold.api").write(folder, "reserved-1.2.0");
    }

    private static void noModules(Path folder) throws IOException {
        byte[] good = Files.readAllBytes(folder.resolve("ledger-1.2.0.jar"));
        Files.write(folder.resolve("empty-1.2.0.jar"), new byte[0]);
        Files.write(folder.resolve("half-1.2.0.jar"), Arrays.copyOf(good, good.length / 2));
        Files.write(folder.resolve("damaged-1.2.0.jar"), damaged(good));
        Files.writeString(folder.resolve("text-1.2.0.jar"), "this is no jar");
        try (OutputStream out = Files.newOutputStream(folder.resolve("no-manifest-1.2.0.jar"));
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("readme.txt"));
        }
        for (String version : List.of("1.0.0", "1.1.0")) {
            ModuleJar.of("plain-single;singleton:=true", version).withPackageOf(Word.class).write(folder,
                    "plain-single-"
                            + version);
        }
        ModuleJar.of("plain", "1.2.0").withPackageOf(Word.class).write(folder, "plain-1.2.0");
    }

    /** A jar whose directory is all right but not what it points to. */
    private static byte[] damaged(byte[] good) {
        byte[] bad = good.clone();
        for (int i = bad.length / 2; i < bad.length / 2 + 16; i++) {
            bad[i] ^= 0x55;
        }
        return bad;
    }

    private static ModuleJar ledger(String version) {
        return ModuleJar.of("ledger", version).withPackageOf(LedgerServer.class);
    }

    private static ModuleJar entries(String version) {
        return ModuleJar.of("ledger", version).withPackageOf(EntriesServer.class);
    }
}
