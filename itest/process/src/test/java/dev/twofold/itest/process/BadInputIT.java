/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.itest.modules.broken.ThrowingActivator;
import dev.twofold.runtime.demo.Await;
import dev.twofold.runtime.demo.RuntimeProcess;
import dev.twofold.runtime.demo.Slots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must not be dropped, and is: it is told in the log and in the list, what runs goes on, the next good jar works. */
class BadInputIT {

    private static final String PROTOCOL = "counter-api.jar";
    private static final String COMPONENT = "OSGI-INF/dev.twofold.samples.counter.CounterServer.xml";

    @RegisterExtension
    static final Runtimes RUNTIMES = new Runtimes();

    private static RuntimeProcess runtime;
    private static CounterModule counter;

    @TempDir
    Path folder;

    /** One runtime takes it all: what is refused leaves nothing behind for the next one. */
    @BeforeAll
    static void start() {
        // A component that never comes need not be waited for as long as in earnest.
        RUNTIMES.configure("twofold.manager.cfg", "complete.limit.ms = 1000");
        runtime = RUNTIMES.start();
        runtime.drop(Runtimes.sample(PROTOCOL));
        counter = new CounterModule(runtime);
    }

    @BeforeEach
    void deployTheCounter() {
        counter.drop("1.0.0");
        counter.await("1.0.0", Slots.EMPTY);
        counter.increment(3);
    }

    @AfterEach
    void takeAllButTheProtocolAway() throws IOException {
        try (Stream<Path> files = Files.list(runtime.deploy())) {
            for (Path file : files.filter(each -> !each.endsWith(PROTOCOL)).toList()) {
                Files.delete(file);
            }
        }
        Await.until("no module, no refusal and no other bundle", RuntimeProcess.PATIENCE,
                () -> runtime.run("module:list").matches("no module is loaded.*")
                        && !runtime.run("lb").contains("counter clients"));
    }

    /** A file that is refused, and a word that the reason has. */
    private record Bad(String name, Content content, String reason) {

        @Override
        public String toString() {
            return name;
        }
    }

    private interface Content {

        void write(Path file) throws IOException;
    }

    static Stream<Bad> refused() {
        return Stream.of(
                new Bad("empty.jar", file -> Files.createFile(file), "empty"),
                new Bad("not-a-zip.jar", file -> Files.writeString(file, "this is no jar".repeat(100)), "jar"),
                new Bad("no-manifest.jar", BadInputIT::writeWithoutManifest, "manifest"),
                new Bad("odd-name.jar", file -> good("1.0.1").header("Bundle-SymbolicName", "../../conf/evil").write(
                        file),
                        "name"),
                new Bad("odd-version.jar", file -> good("one point one").write(file), "one point one"),
                new Bad("unresolvable.jar", file -> good("1.0.1").imports("no.such.api").write(file), "no.such.api"),
                new Bad("activator.jar", file -> withActivator(good("1.0.1")).write(file), "has a bad day"),
                new Bad("unsatisfied.jar", file -> withoutItsService(good("1.0.1")).write(file),
                        "java.util.Comparator"),
                new Bad("no-component.jar", file -> good("1.0.1").without("Service-Component").write(file),
                        "component"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void isRefusedAndChangesNothing(Bad bad) throws IOException {
        Path file = folder.resolve(bad.name());
        bad.content().write(file);

        runtime.drop(file);

        Await.until("the refusal of " + bad, RuntimeProcess.PATIENCE,
                () -> Slots.refusal(runtime.run("module:list"), bad.name()).isPresent());
        assertThat(runtime.run("module:why " + bad.name()).replaceAll("\\s+", " ")).contains(bad.reason());
        assertThat(warningsAbout(bad.name())).isNotEmpty().anyMatch(line -> line.contains(bad.reason()));
        assertTheCounterGoesOnAndCanBeUpgraded();
    }

    @Test
    void waitsForTheOtherHalfOfAJar() throws IOException {
        byte[] jar = Files.readAllBytes(CounterModule.jar("1.1.0"));
        Path file = runtime.deploy().resolve("counter-1.1.0.jar");

        Files.write(file, Arrays.copyOf(jar, jar.length / 2));

        Await.until("the refusal of one half", RuntimeProcess.PATIENCE,
                () -> Slots.refusal(runtime.run("module:list"), "counter-1.1.0.jar").isPresent());
        counter.assertSlots("1.0.0", Slots.EMPTY);
        counter.assertCount(3);

        Files.write(file, jar);
        counter.await("1.1.0", "1.0.0");
        counter.assertCount(3);
        Await.until("the refusal is gone", RuntimeProcess.PATIENCE,
                () -> Slots.refusal(runtime.run("module:list"), "counter-1.1.0.jar").isEmpty());
    }

    @Test
    void leavesAnOrdinaryBundleToFileInstall() {
        runtime.drop(Runtimes.sample("counter-clients.jar"));

        runtime.awaitCommand("clients:report");
        assertThat(runtime.run("lb")).containsPattern("Active .*counter clients");
        assertThat(runtime.run("module:list")).doesNotContain("clients");
        assertTheCounterGoesOnAndCanBeUpgraded();
    }

    @Test
    void ignoresWhatIsNoJar() throws IOException {
        Files.writeString(runtime.deploy().resolve("notes.txt"), "nothing to deploy");
        Files.write(runtime.deploy().resolve("counter-2.0.0.jar.part"), new byte[100]);

        assertTheCounterGoesOnAndCanBeUpgraded();
        assertThat(runtime.run("module:list")).doesNotContain("notes.txt", ".part");
    }

    private void assertTheCounterGoesOnAndCanBeUpgraded() {
        counter.assertSlots("1.0.0", Slots.EMPTY);
        counter.assertCount(3);
        counter.drop("1.1.0");
        counter.await("1.1.0", "1.0.0");
        counter.assertCount(3);
    }

    private List<String> warningsAbout(String file) {
        return runtime.log().lines().filter(line -> line.contains(" WARN ") && line.contains(file)).toList();
    }

    /** The counter with another version and nothing wrong with it: its state has the shape of 1.0.0. */
    private static Variant good(String version) {
        return Variant.of(CounterModule.jar("1.0.0")).version(version);
    }

    private static Variant withActivator(Variant counter) {
        return counter.type(ThrowingActivator.class)
                .header("Bundle-Activator", ThrowingActivator.class.getName())
                .imports("org.osgi.framework");
    }

    private static Variant withoutItsService(Variant counter) {
        return counter.text(COMPONENT, xml -> xml.replace("<implementation",
                "<reference name=\"nothing\" interface=\"java.util.Comparator\"/><implementation"));
    }

    private static void writeWithoutManifest(Path file) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("readme.txt"));
            zip.write("nothing else".getBytes(UTF_8));
        }
    }
}
