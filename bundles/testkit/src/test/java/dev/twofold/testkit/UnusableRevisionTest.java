/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.server.GenServer;
import dev.twofold.server.ServerRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the kit says to revisions that it cannot run. */
class UnusableRevisionTest {

    private static final String SERVICE = """
            <service><provide interface="dev.twofold.server.GenServer"/></service>
            <implementation class="m.Counter"/>
            """;
    private static final String TYPE = "<property name=\"server.type\" value=\"counter\"/>";

    @TempDir
    private Path folder;

    @Test
    void tellsThatJarIsNotBuiltYet() {
        assertRefused(folder.resolve("counter-1.0.0.jar"), "build the module before its test runs");
    }

    @Test
    void tellsThatFolderHasNoManifest() {
        assertRefused(folder, "has no META-INF/MANIFEST.MF: where the build writes");
    }

    @Test
    void tellsThatFileIsNoJar() throws IOException {
        Path text = Files.writeString(folder.resolve("counter.jar"), "no jar");

        assertThatThrownBy(() -> TestModule.load(text)).isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("counter.jar cannot be read");
        assertRefused(Files.writeString(folder.resolve("counter.txt"), "no jar"), "counter.txt is not a jar");
    }

    @Test
    void tellsThatBundleDidNotOptIn() {
        assertRefused(counter().withoutOptIn(), "is not a module: annotate one of its classes with @SwappableModule");
    }

    @Test
    void tellsThatThereIsNoServerType() {
        assertRefused(Build.of("1.0.0").change("Same", "[1,2)", "[1,2)", "return old;"), "has no server type");
        assertRefused(Build.of("1.0.0").server(source("")).componentXml("", SERVICE),
                "component m.Counter has no property server.type: annotate it with @ServerType");
        assertRefused(counter().component("Counter", GenServer.class, "server.type=counter"),
                "two components of counter 1.0.0 have the server type 'counter'");
    }

    @Test
    void tellsThatCodeChangeHasNoRange() {
        assertRefused(counter().change("Some", "", "[1,2)", "return old;"),
                "component m.Some has no ranges of versions in its properties 'from' and 'to'");
    }

    @Test
    void tellsWhichServiceConstructorWants() {
        Build build = Build.of("1.0.0").source(source("public Counter(ServerRegistry servers, List<String> names) {}"))
                .componentXml("init=\"2\"", TYPE + SERVICE);

        assertRefused(build,
                "the constructor of component m.Counter wants a java.util.List: give one to TestModule.load");
        try (TestModule module = TestModule.load(build.jar(folder), List.of())) {
            assertThat(module.servers()).isInstanceOf(ServerRegistry.class);
        }
    }

    @Test
    void tellsWhatElseComponentNeeds() {
        assertRefused(Build.of("1.0.0").source(source("")).componentXml(
                "activate=\"begin\" configuration-policy=\"require\"",
                TYPE + "<reference name=\"clock\" interface=\"java.time.Clock\" field=\"clock\"/>" + SERVICE),
                "component m.Counter needs activate=begin, a configuration, the reference clock: the test kit calls");
    }

    @Test
    void tellsWhyComponentIsNotMade() {
        assertRefused(Build.of("1.0.0").server(source("public Counter() { throw new IllegalStateException(\"no\"); }")),
                "component m.Counter cannot be made: java.lang.IllegalStateException: no");
        assertRefused(Build.of("1.0.0").server(source("private Counter() {}")),
                "component m.Counter has no public constructor with 0 parameters");
        assertRefused(Build.of("1.0.0").componentXml("", TYPE + SERVICE),
                "component m.Counter cannot be made: java.lang.ClassNotFoundException: m.Counter");
        assertRefused(Build.of("1.0.0").source("public class Counter {}").componentXml("", TYPE + SERVICE),
                "was built against another copy of dev.twofold.server.GenServer");
    }

    @Test
    void readsNoExternalEntities() {
        assertRefused(counter().rawXml(
                "<!DOCTYPE c [<!ENTITY e SYSTEM \"file:///nothing\">]><component>&e;</component>"),
                "is not a component description: DOCTYPE is disallowed");
    }

    @Test
    void tellsWhichDescriptionIsMissing() throws IOException {
        Path revision = counter().folder(folder);
        Files.delete(revision.resolve("OSGI-INF/m0.xml"));

        assertRefused(revision, "has no component OSGI-INF/*.xml, which its header Service-Component names");
    }

    private static Build counter() {
        return Build.counter("1.0.0", "long count", "0", "by");
    }

    private static String source(String constructor) {
        return """
                public class Counter implements GenServer<String> {
                    %s
                    public Init<String> init(Object argument, ServerContext context) { return Init.ok(""); }
                    public Answer<String> handleCall(Object request, From from, String state, ServerContext context) {
                        return new Reply<>("", state);
                    }
                }
                """.formatted(constructor);
    }

    private void assertRefused(Build build, String why) {
        assertRefused(build.jar(folder), why);
    }

    private static void assertRefused(Path revision, String why) {
        assertThatThrownBy(() -> TestModule.load(revision)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }
}
