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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {

    @TempDir
    private Path folder;

    private Path data;
    private Store store;

    @BeforeEach
    void makeStore() {
        data = folder.resolve("data");
        store = new Store(data, 10_000);
    }

    private StoredJar accept(String name, String version, String content) throws RefusedException {
        return store.accept(Jars.module(folder, name, version, content));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(data)) {
            return all.filter(Files::isRegularFile).map(data::relativize).sorted().toList();
        }
    }

    @Test
    void findsTheSlotsOfTheLastCommitAgain() throws Exception {
        StoredJar one = accept("counter", "1.0.0", "one");
        StoredJar two = accept("counter", "1.1.0", "two");
        store.commit("counter", Optional.of(one), Optional.empty());
        store.commit("counter", Optional.of(two), Optional.of(one));
        Store again = new Store(data, 10_000);
        assertThat(again.modules()).containsExactly("counter");
        assertThat(again.slots("counter")).isEqualTo(new Store.StoredSlots(Optional.of(two), Optional.of(one)));
        assertThat(two.location()).isEqualTo("twofold:counter/1.1.0/" + two.id().shortHash());
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
        assertThat(store.modules()).containsExactly("counter");
        store.clean("counter", store.slots("counter"));
        assertThat(files()).containsExactly(data.relativize(one.file()), Path.of("modules/counter/slots.properties"));
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
        StoredJar jar = accept("counter", "1.0.0", "one");
        Path module = jar.file().getParent();
        Files.createDirectory(module.resolve("slots.properties.part"));
        assertThatThrownBy(() -> store.commit("counter", Optional.of(jar), Optional.empty()))
                .isInstanceOf(RefusedException.class).hasMessageContaining("slots.properties")
                .hasMessageContaining("try again");
        Store blocked = new Store(Files.createFile(folder.resolve("a file")), 10_000);
        assertThatThrownBy(() -> blocked.accept(Jars.module(folder, "counter", "1.0.0", "one")))
                .isInstanceOf(RefusedException.class).hasMessageContaining("drop it again");
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
}
