/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.server.ExitReason;
import dev.twofold.server.ServerRef;
import dev.twofold.server.StartFailedException;
import dev.twofold.supervisor.ChildInfo;
import dev.twofold.supervisor.Supervisor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The supervisor at the top of a module, and those that it brings. */
class SupervisedModuleTest {

    private static final Duration LONG = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    @Test
    void startsServersOfTheModuleBelowASupervisor() {
        try (TestModule module = TestModule.load(counter("1.0.0", "counter").jar(folder))) {
            assertThat(ids(module, "counter/supervisor")).containsExactly("counter");
            assertThat(module.sys().report(module.server("counter"), LONG).parent()).contains("counter/supervisor");
        }
    }

    @Test
    void startsServerAgainThatWasKilledOnTheRevisionThatIsCurrent() {
        try (TestModule module = TestModule.load(counter("1.0.0", "counter").jar(folder))) {
            ServerRef counter = module.server("counter");
            counter.call(3L);
            module.upgradeTo(counter("1.1.0", "counter").jar(folder));

            crash(module, "counter");

            assertThat(counter.call(1L)).isEqualTo(1L);
            assertThat(module.servers().servers()).filteredOn("name", "counter").extracting("version")
                    .containsExactly("1.1.0");
            module.assertOldRevisionsCollected();
        }
    }

    @Test
    void startsWhatTheModuleAddsAndKeepsWhatItDoesNotListAnyMore() {
        try (TestModule module = TestModule.load(counter("1.0.0", "a b").jar(folder))) {
            module.server("a").call(3L);

            module.upgradeTo(counter("1.1.0", "b c").jar(folder));

            assertThat(module.state("a")).isEqualTo("State[count=3]");
            assertThat(module.state("c")).isEqualTo("State[count=0]");
            assertThat(ids(module, "counter/supervisor")).containsExactlyInAnyOrder("a", "b", "c");
        }
    }

    @Test
    void takesOverWhatASupervisorSaysAnewAndKeepsItsChildren() {
        try (TestModule module = TestModule.load(shop("1.0.0", "a", "b"))) {
            module.server("a").call(3L);
            assertThat(ids(module, "shop")).containsExactlyInAnyOrder("a", "b");

            module.upgradeTo(shop("1.1.0", "a", "c"));

            assertThat(module.state("a")).isEqualTo("State[count=3]");
            assertThat(module.server("c").call(1L)).isEqualTo(1L);
            assertThat(ids(module, "shop")).containsExactlyInAnyOrder("a", "b", "c");
            assertThat(module.servers().servers()).extracting("version").containsOnly("1.1.0");

            module.rollBack();
            assertThat(module.state("a")).isEqualTo("State[count=3]");
            assertThat(module.state("c")).isEqualTo("State[count=1]");
            module.assertOldRevisionsCollected();
        }
    }

    @Test
    void startsThemAllAnewWhenTheSupervisorHadGivenUp() {
        try (TestModule module = TestModule.load(counter("1.0.0", "counter").jar(folder))) {
            crash(module, "counter");
            module.sys().exit(module.server("counter"), ExitReason.KILL);
            await(() -> module.servers().whereis("counter/supervisor").isEmpty());

            module.upgradeTo(counter("1.1.0", "counter").jar(folder));

            assertThat(module.server("counter").call(1L)).isEqualTo(1L);
        }
    }

    @Test
    void refusesUpgradeWhenASupervisorDoesNotSayWhatItLooksAfter() {
        Path bad = supervised("1.1.0", "throw new IllegalStateException(\"no idea\");").jar(folder);
        try (TestModule module = TestModule.load(shop("1.0.0", "a"))) {
            module.server("a").call(3L);

            assertThatThrownBy(() -> module.upgradeTo(bad)).isInstanceOf(ChangeRefusedException.class)
                    .hasMessageContaining("server shop: ").hasMessageContaining("no idea");

            assertThat(module.version()).isEqualTo("1.0.0");
            assertThat(module.state("a")).isEqualTo("State[count=3]");
            module.assertOldRevisionsCollected();
        }
    }

    @Test
    void tellsWhichServerDoesNotStart() {
        Path revision = Build.of("1.0.0").server("""
                public class Counter implements GenServer<String> {
                    public Init<String> init(Object argument, ServerContext context) {
                        throw new IllegalStateException("no power");
                    }
                    public Answer<String> handleCall(Object request, From from, String state, ServerContext context) {
                        return null;
                    }
                }
                """, "server.start=lamp").jar(folder);

        assertThatThrownBy(() -> TestModule.load(revision)).isInstanceOf(StartFailedException.class)
                .hasMessageContaining("lamp").hasMessageContaining("no power");
    }

    @Test
    void handsSupervisorsToConstructors() {
        Path revision = counter("1.0.0", "counter").source("""
                public class Other extends Counter {
                    public Other(Sys sys, Supervisors supervisors, ServerRegistry servers) {}
                }
                """).componentXml("name=\"Other\" init=\"3\"", """
                <property name="server.type" value="other"/>
                <service><provide interface="dev.twofold.server.GenServer"/></service>
                <implementation class="m.Other"/>
                """).jar(folder);
        try (TestModule module = TestModule.load(revision)) {
            assertThat(module.start("other", "x").call(2L)).isEqualTo(2L);
        }
    }

    private static Build counter(String version, String start) {
        return Build.counter(version, "long count", "0", "state.count() + by",
                "server.start=" + start.replace(' ', '\n'));
    }

    /** A module whose only server that starts with it is the supervisor {@code shop}. */
    private Path shop(String version, String... children) {
        return supervised(version, "return Optional.of(SupervisorSpec.oneForOne(" + String.join(", ",
                List.of(children).stream().map("child(\"%s\")"::formatted).toList()) + "));").jar(folder);
    }

    private static Build supervised(String version, String body) {
        return Build.counter(version, "long count", "0", "state.count() + by", "server.start=")
                .source("""
                        public class Shop implements Supervisor {
                            public Optional<SupervisorSpec> init(Object argument, Occasion occasion) {
                                %s
                            }
                            private static ChildSpec child(String name) {
                                return ChildSpec.of(name, ServerSpec.of("counter", "counter").named(name));
                            }
                        }
                        """.formatted(body)).component("Shop", Supervisor.class, "server.type=shop",
                        "server.start=shop");
    }

    private static List<String> ids(TestModule module, String supervisor) {
        return module.supervisors().whichChildren(module.server(supervisor)).stream().map(ChildInfo::id)
                .map(id -> id.orElse("?")).toList();
    }

    /** Returns when there is another one. */
    private static void crash(TestModule module, String server) {
        ServerRef doomed = module.servers().whereis(server).orElseThrow();
        module.sys().exit(doomed, ExitReason.KILL);
        await(() -> module.servers().whereis(server).filter(next -> next != doomed).isPresent());
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(deadline - System.nanoTime()).as("time left").isPositive();
            LockSupport.parkNanos(1_000_000);
        }
    }
}
