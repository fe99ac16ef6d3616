/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {

    @TempDir
    private Path folder;

    private Path data;
    private Store store;

    @BeforeEach
    void openStore() throws RefusedException {
        data = folder.resolve("data");
        store = new Store(data, 10_000, new Disk());
        store.open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private void reopen() throws RefusedException {
        store.close();
        openStore();
    }

    private StoredJar accept(String name, String version, String content) throws RefusedException {
        return store.accept(Jars.module(folder, name, version, content));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(data)) {
            return all.filter(Files::isRegularFile).map(data::relativize).filter(file -> file.getNameCount() > 1)
                    .sorted().toList();
        }
    }

    @Test
    void findsTheSlotsOfTheLastCommitAgain() throws Exception {
        StoredJar one = accept("counter", "1.0.0", "one");
        StoredJar two = accept("counter", "1.1.0", "two");
        store.commit("counter", Optional.of(one), Optional.empty());
        store.commit("counter", Optional.of(two), Optional.of(one));
        reopen();
        assertThat(store.modules()).containsExactly("counter");
        assertThat(store.slots("counter")).isEqualTo(new Store.StoredSlots(Optional.of(two), Optional.of(one)));
        assertThat(two.location()).isEqualTo("twofold:counter/1.1.0/" + two.id().shortHash());
    }

    @Test
    void remembersOfWhichModulesOnlyOneRevisionCanBeActive() throws Exception {
        StoredJar one = store.accept(Jars.write(folder.resolve("port.jar"), Map.of("Bundle-SymbolicName", "port",
                "Require-Capability", "osgi.extender;filter:=\"(osgi.extender=twofold)\";exclusive=true"), "one"));
        StoredJar two = accept("port", "1.1.0", "two");
        store.commit("port", Optional.of(two), Optional.of(one));
        reopen();
        assertThat(one.exclusive()).isTrue();
        assertThat(two.exclusive()).isFalse();
        assertThat(store.slots("port")).isEqualTo(new Store.StoredSlots(Optional.of(two), Optional.of(one)));
    }

    @Test
    void tellsContentsOfOneVersionApart() throws Exception {
        StoredJar one = accept("counter", "1.0.0", "one");
        StoredJar other = accept("counter", "1.0.0", "other");
        assertThat(one.location()).isNotEqualTo(other.location());
        assertThat(one.file()).isNotEqualTo(other.file()).exists();
    }

    @Test
    void deletesAtTheStartWhatACrashLeftOver() throws Exception {
        StoredJar one = accept("counter", "1.0.0", "one");
        store.commit("counter", Optional.of(one), Optional.empty());
        accept("counter", "1.1.0", "accepted, never committed");
        accept("meter", "1.0.0", "accepted, never committed");
        Files.writeString(data.resolve("incoming").resolve("jar123.part"), "half a copy");
        Files.writeString(data.resolve("modules/counter/slots.properties.part"), "half a commit");
        Files.writeString(data.resolve("commit.properties.part"), "half a commit of several");
        reopen();
        assertThat(store.modules()).containsExactly("counter");
        store.clean("counter", store.slots("counter"));
        assertThat(files()).containsExactly(data.relativize(one.file()), Path.of("modules/counter/slots.properties"));
        assertThat(data.resolve("commit.properties.part")).doesNotExist();
    }

    @Test
    void doesNotReadTheFileAgainOnceItIsAccepted() throws Exception {
        Path dropped = Jars.module(folder, "counter", "1.0.0", "one");
        StoredJar jar = store.accept(dropped);
        byte[] before = Files.readAllBytes(jar.file());
        Files.writeString(dropped, "overwritten");
        assertThat(Files.readAllBytes(jar.file())).isEqualTo(before);
    }

    @Test
    void refusesWhatIsNoModule() {
        Path plain = Jars.write(folder.resolve("a.jar"), Map.of("Bundle-SymbolicName", "a"), "");
        assertThatThrownBy(() -> store.accept(plain)).isInstanceOf(RefusedException.class)
                .hasMessageContaining("@SwappableModule");
        Path fragment = Jars.write(folder.resolve("b.jar"),
                Map.of("Bundle-SymbolicName", "b", "Fragment-Host", "x", "Require-Capability", Jars.OPT_IN), "");
        assertThatThrownBy(() -> store.accept(fragment)).isInstanceOf(RefusedException.class)
                .hasMessageContaining("fragment");
        assertThat(data.resolve("incoming")).isEmptyDirectory();
    }

    @Test
    void refusesNamesThatWouldLeaveItsFolder() {
        for (String name : List.of("../../evil", "a/b", "a..b", "", ".", "system.bundle", "dev.twofold.api")) {
            Path jar = Jars.write(folder.resolve("evil.jar"),
                    Map.of("Bundle-SymbolicName", name, "Require-Capability", Jars.OPT_IN), "");
            assertThatThrownBy(() -> store.accept(jar)).as(name).isInstanceOf(RefusedException.class);
        }
        assertThat(folder.resolve("evil")).doesNotExist();
        assertThat(data.resolve("modules")).doesNotExist();
    }

    @Test
    void refusesAJarWithAHoleInIt() throws IOException {
        Path jar = Jars.module(folder, "counter", "1.0.0", "0123456789".repeat(50));
        byte[] bytes = Files.readAllBytes(jar);
        int hole = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("content.txt") + 12;
        Arrays.fill(bytes, hole, hole + 8, (byte) 0);
        Files.write(jar, bytes);
        assertThatThrownBy(() -> store.accept(jar)).isInstanceOf(RefusedException.class)
                .hasMessageContaining("damaged or not complete");
    }

    @Test
    void refusesWhatIsTooLargeAndNamesTheSetting() throws IOException {
        Path large = Files.write(folder.resolve("large.jar"), new byte[10_001]);
        assertThatThrownBy(() -> store.accept(large)).isInstanceOf(RefusedException.class)
                .hasMessageContaining("10001").hasMessageContaining("max.jar.bytes");
    }

    @Test
    void refusesWhenItCannotWrite() throws Exception {
        Path incoming = Files.createFile(data.resolve("incoming"));
        assertThatThrownBy(() -> accept("counter", "1.0.0", "one")).isInstanceOf(RefusedException.class)
                .hasMessageContaining("drop it again");
        Files.delete(incoming);
        StoredJar jar = accept("counter", "1.0.0", "one");
        Path module = jar.file().getParent();
        Files.createDirectory(module.resolve("slots.properties.part"));
        assertThatThrownBy(() -> store.commit("counter", Optional.of(jar), Optional.empty()))
                .isInstanceOf(RefusedException.class).hasMessageContaining("slots.properties")
                .hasMessageContaining("try again");
        Store blocked = new Store(Files.createFile(folder.resolve("a file")), 10_000, new Disk());
        assertThatThrownBy(() -> blocked.accept(Jars.module(folder, "counter", "1.0.0", "one")))
                .isInstanceOf(RefusedException.class).hasMessageContaining("is a file; move it away");
    }

    @Test
    void refusesDamagedSlotsAndDeletesNothing() throws Exception {
        StoredJar jar = accept("counter", "1.0.0", "one");
        store.commit("counter", Optional.of(jar), Optional.empty());
        Path slots = jar.file().resolveSibling("slots.properties");
        String good = Files.readString(slots);
        Files.writeString(slots, good.replace("1.0.0", "one"));
        assertThatThrownBy(() -> store.slots("counter")).isInstanceOf(RefusedException.class)
                .hasMessageContaining("drop the module again");
        Files.writeString(slots, good.replace("1.0.0", "1.0.1"));
        assertThatThrownBy(() -> store.slots("counter")).isInstanceOf(RefusedException.class)
                .hasMessageContaining("has gone");
        assertThat(store.modules()).containsExactly("counter");
        assertThat(jar.file()).exists();
    }

    @Test
    void forgetsAModule() throws Exception {
        StoredJar jar = accept("counter", "1.0.0", "one");
        store.commit("counter", Optional.of(jar), Optional.empty());
        store.remove("counter");
        assertThat(files()).isEmpty();
        assertThat(store.modules()).isEmpty();
    }

    // ---- several modules

    private Store.StoredSlots slots(StoredJar current) {
        return new Store.StoredSlots(Optional.of(current), Optional.empty());
    }

    private List<String> versions() throws RefusedException {
        List<String> versions = new ArrayList<>();
        for (String module : store.modules()) {
            versions.add(store.slots(module).current().orElseThrow().id().toString());
        }
        return versions;
    }

    @Test
    void commitsSeveralModulesWhollyOrNotAtAllWhereverItCrashes() throws Exception {
        StoredJar a1 = accept("a", "1.0.0", "one");
        StoredJar b1 = accept("b", "1.0.0", "one");
        store.commit("a", Optional.of(a1), Optional.empty());
        store.commit("b", Optional.of(b1), Optional.empty());
        StoredJar a2 = accept("a", "2.0.0", "two");
        StoredJar b2 = accept("b", "2.0.0", "two");
        int crashes = 0;
        for (boolean crashed = true; crashed; crashes++) {
            store.commit("a", Optional.of(a1), Optional.empty());
            store.commit("b", Optional.of(b1), Optional.empty());
            crashed = crashesInCommit(crashes, Map.of("a", slots(a2), "b", slots(b2)));
            reopen();
            assertThat(versions()).as("after %s changes", crashes).isIn(List.of("a 1.0.0", "b 1.0.0"),
                    List.of("a 2.0.0", "b 2.0.0"));
        }
        assertThat(crashes).isGreaterThan(5);
        assertThat(versions()).containsExactly("a 2.0.0", "b 2.0.0");
    }

    private boolean crashesInCommit(int changes, Map<String, Store.StoredSlots> slots) throws RefusedException {
        store.close();
        FailingDisk disk = new FailingDisk();
        Store doomed = new Store(data, 10_000, disk);
        doomed.open();
        disk.crashAfter(changes);
        try {
            doomed.commit(slots);
            return false;
        } catch (FailingDisk.Crash crash) {
            return true;
        } finally {
            doomed.close();
        }
    }

    @Test
    void completesLaterACommitOfSeveralThatCouldNotBeSpread() throws Exception {
        StoredJar a = accept("a", "1.0.0", "one");
        StoredJar b = accept("b", "1.0.0", "one");
        StoredJar c = accept("c", "1.0.0", "one");
        Path inTheWay = Files.createDirectory(b.file().resolveSibling("slots.properties.part"));
        store.commit(Map.of("a", slots(a), "b", slots(b)));
        assertThatThrownBy(() -> store.commit("c", Optional.of(c), Optional.empty()))
                .isInstanceOf(RefusedException.class).hasMessageContaining("commit.properties");
        Files.delete(inTheWay);
        store.commit("c", Optional.of(c), Optional.empty());
        assertThat(versions()).containsExactly("a 1.0.0", "b 1.0.0", "c 1.0.0");
        assertThat(data.resolve("commit.properties")).doesNotExist();
    }

    @Test
    void keepsACommitOfSeveralThatSomebodyHasDamaged() throws Exception {
        StoredJar a = accept("a", "1.0.0", "one");
        store.commit("a", Optional.of(a), Optional.empty());
        Files.writeString(data.resolve("commit.properties"), "../evil/current.version=1.0.0\n../evil/current.sha256="
                + a.id().sha256());
        reopen();
        assertThat(versions()).containsExactly("a 1.0.0");
        assertThat(data.resolve("commit.properties.damaged")).exists();
    }

    // ---- a disk that is full

    @Test
    void refusesWhateverTheDiskRefusesAndWorksAgainAfterwards() throws Exception {
        FailingDisk disk = new FailingDisk();
        store.close();
        store = new Store(data, 10_000, disk);
        store.open();
        StoredJar one = accept("counter", "1.0.0", "one");
        store.commit("counter", Optional.of(one), Optional.empty());
        int failures = 0;
        for (boolean failed = true; failed; failures++) {
            disk.failAfter(failures);
            try {
                StoredJar two = accept("counter", "2.0.0", "two");
                store.commit("counter", Optional.of(two), Optional.of(one));
                store.remove("counter");
                failed = disk.isStillToFail() ? false : failed;
            } catch (RefusedException refused) {
                assertThat(refused).hasMessageContaining("no space left").hasMessageContaining("make room");
            }
            disk.work();
            if (failed && store.modules().contains("counter")) {
                assertThat(store.slots("counter").current().orElseThrow().id().module()).isEqualTo("counter");
            }
            one = accept("counter", "1.0.0", "one");
            store.commit("counter", Optional.of(one), Optional.empty());
            reopenKeeping(disk);
            store.modules();
            store.clean("counter", store.slots("counter"));
            assertThat(files()).containsExactly(data.relativize(one.file()),
                    Path.of("modules/counter/slots.properties"));
        }
        assertThat(failures).isGreaterThan(6);
    }

    private void reopenKeeping(FailingDisk disk) throws RefusedException {
        store.close();
        store = new Store(data, 10_000, disk);
        store.open();
    }

    @Test
    void doesNotForgetAModuleThatWouldComeBack() throws Exception {
        StoredJar one = accept("counter", "1.0.0", "one");
        store.commit("counter", Optional.of(one), Optional.empty());
        FailingDisk disk = new FailingDisk();
        reopenKeeping(disk);
        disk.failAfter(0);
        assertThatThrownBy(() -> store.remove("counter")).isInstanceOf(RefusedException.class)
                .hasMessageContaining("slots.properties");
        assertThat(one.file()).exists();
        assertThat(store.modules()).containsExactly("counter");
    }

    @Test
    void opensTheFolderOnceItCanBeUsed() throws Exception {
        Path inTheWay = Files.createFile(folder.resolve("a file"));
        Store blocked = new Store(inTheWay, 10_000, new Disk());
        assertThatThrownBy(blocked::open).isInstanceOf(RefusedException.class).hasMessageContaining("data folder")
                .hasMessageContaining("try again");
        Files.delete(inTheWay);
        blocked.open();
        assertThat(blocked.accept(Jars.module(folder, "counter", "1.0.0", "one")).file()).exists();
        blocked.close();
    }

    // ---- a folder of somebody else's

    @Test
    void leavesAFolderAloneThatIsInUse() throws Exception {
        StoredJar one = accept("counter", "1.0.0", "one");
        Store second = new Store(data, 10_000, new Disk());
        assertThatThrownBy(second::open).isInstanceOf(RefusedException.class).hasMessageContaining("in use")
                .hasMessageContaining("process " + ProcessHandle.current().pid()).hasMessageContaining("data.dir");
        assertThat(one.file()).exists();
        store.close();
        second.open();
        second.close();
    }

    @Test
    void leavesAFolderAloneThatANewerTwofoldHasWritten() throws Exception {
        store.commit("counter", Optional.of(accept("counter", "1.0.0", "one")), Optional.empty());
        Path format = data.resolve("store.properties");
        assertThat(format).hasContent("format=1");
        store.close();
        Files.writeString(format, "format=2\n");
        assertThatThrownBy(store::open).isInstanceOf(RefusedException.class).hasMessageContaining("newer Twofold");
        Files.writeString(format, "format=x\n");
        assertThatThrownBy(store::open).isInstanceOf(RefusedException.class).hasMessageContaining("format=1");
        assertThat(files()).hasSize(2);
        Files.delete(format);
        store.open();
        assertThat(store.modules()).containsExactly("counter");
    }

    // ---- files that somebody has changed

    @Test
    void refusesAJarThatHasChangedAndGoesOnWithoutAWayBack() throws Exception {
        StoredJar one = accept("counter", "1.0.0", "one");
        StoredJar two = accept("counter", "2.0.0", "two");
        store.commit("counter", Optional.of(two), Optional.of(one));
        Files.writeString(one.file(), "changed");
        Store.StoredSlots withoutOld = store.slots("counter");
        assertThat(withoutOld.current()).contains(two);
        assertThat(withoutOld.old()).isEmpty();
        assertThat(withoutOld.problem().orElseThrow()).contains("no way back", "has changed");
        Files.writeString(two.file(), "changed");
        assertThatThrownBy(() -> store.slots("counter")).isInstanceOf(RefusedException.class)
                .hasMessageContaining("has changed");
    }

    @Test
    void refusesSlotsThatNameFilesElsewhereOrNothing() throws Exception {
        StoredJar one = accept("counter", "1.0.0", "one");
        store.commit("counter", Optional.of(one), Optional.empty());
        Path slots = one.file().resolveSibling("slots.properties");
        String good = Files.readString(slots);
        for (String bad : List.of("", "nonsense", good.replace(one.id().sha256(), "../../../../etc/passwd"),
                good + good.replace("current", "old"), good.replace("current.version", "version"),
                "current.sha256=\\u")) {
            Files.writeString(slots, bad);
            assertThatThrownBy(() -> store.slots("counter")).as(bad).isInstanceOf(RefusedException.class)
                    .hasMessageContaining("slots.properties");
        }
    }

    @Test
    void leavesAloneWhatIsNoModulesFolder() throws Exception {
        store.commit("counter", Optional.of(accept("counter", "1.0.0", "one")), Optional.empty());
        Path note = Files.writeString(data.resolve("modules/note.txt"), "not ours");
        Path odd = Files.createDirectories(data.resolve("modules/no name"));
        Files.writeString(odd.resolve("slots.properties"), "current.version=1.0.0\n");
        Path backup = Files.createDirectories(data.resolve("modules/backup"));
        Files.writeString(backup.resolve("notes.txt"), "not ours");
        assertThat(store.modules()).containsExactly("counter", "no name");
        assertThatThrownBy(() -> store.slots("no name")).isInstanceOf(RefusedException.class)
                .hasMessageContaining("no symbolic name");
        assertThat(note).exists();
        assertThat(backup.resolve("notes.txt")).exists();
    }
}
