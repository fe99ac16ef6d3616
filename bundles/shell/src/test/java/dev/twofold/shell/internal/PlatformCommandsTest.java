/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.module.ModuleInfo;
import dev.twofold.module.Outcome;
import dev.twofold.module.PastSwap;
import dev.twofold.module.PurgedRevision;
import dev.twofold.module.Refusal;
import dev.twofold.server.ServerInfo;
import dev.twofold.server.ServerStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlatformCommandsTest {

    private final FakeManager manager = new FakeManager();
    private final FakeServers servers = new FakeServers();
    private Shell shell;

    @BeforeEach
    void open() {
        shell = new Shell(manager, servers);
    }

    @AfterEach
    void close() {
        shell.close();
    }

    @Test
    void tellsItsVersion() throws Exception {
        assertThat(shell.show("twofold:version")).isEqualTo("Twofold 1.2.3");
    }

    @Test
    void showsAPlatformThatIsWell() throws Exception {
        manager.modules.addAll(List.of(Samples.COUNTER, Samples.METER));
        servers.add("a", "counter", "1.1.0", 5, 1);
        assertThat(shell.show("twofold:status")).isEqualTo("""
                Twofold 1.2.3
                up since %s

                module   current  servers  old    servers  last
                counter  1.1.0          1  1.0.0        0  upgraded
                meter    1.0.0       2000  none         0  -

                  servers   1, 1 idle, 0 running, 0 suspended, longest queue 5 (a)
                  last swap counter UPGRADED 1.0.0 -> 1.1.0 at %s
                  warnings  none""".formatted(Texts.time(Instant.EPOCH), Texts.time(Samples.UPGRADED.started())));
    }

    @Test
    void tellsHowToBegin() throws Exception {
        assertThat(shell.show("twofold:status")).contains("no module is loaded", "last swap none");
    }

    @Test
    void knowsTheLastSwapAfterARestart() throws Exception {
        manager.past.add(new PastSwap("counter", Outcome.UPGRADED, Optional.of(Samples.COUNTER_1_0.id()), Optional.of(
                Samples.COUNTER_1_1.id()), Optional.empty(), 0, Instant.EPOCH, Duration.ofMillis(3), "", ""));
        assertThat(shell.show("twofold:status")).contains("last swap counter UPGRADED 1.0.0 -> 1.1.0 at " + Texts.time(
                Instant.EPOCH));
    }

    @Test
    void callsNothingRefusedThatNobodyHasAskedFor() throws Exception {
        manager.modules.add(Samples.METER);
        manager.refusals.add(new Refusal("meter", Instant.EPOCH, "its supervisor has given up: why"));
        assertThat(shell.show("twofold:status")).contains("    meter: its supervisor has given up").doesNotContain(
                "refused");
        assertThat(shell.show("module:why meter")).contains("servers   meter at").doesNotContain("refused");
    }

    @Test
    void warnsOfWhatSomebodyShouldLookAt() throws Exception {
        manager.modules.add(new ModuleInfo("counter", Optional.empty(), Optional.of(Samples.METER_1_0), List.of(),
                Optional
                        .empty(),
                Samples.COUNTER.policy()));
        manager.refusals.add(new Refusal("counter-2.jar", Instant.EPOCH, "no\nroom"));
        manager.uncollected.add(new PurgedRevision(Samples.COUNTER_1_0.id(), Instant.EPOCH, List.of()));
        manager.uncollected.add(new PurgedRevision(Samples.COUNTER_1_1.id(), Instant.now(), List.of())); // as usual
        servers.names.add("a");
        servers.known.put("a", new ServerInfo("a", "counter", "counting", "1.0.0", ServerStatus.SUSPENDED, 0, 0));
        assertThat(shell.show("twofold:status")).endsWith("""
                counter  none           0  1.0.0     2000  -

                  servers   1, 0 idle, 0 running, 1 suspended
                  last swap none
                  warnings  4; module:why NAME and module:info NAME tell more
                    refused: counter-2.jar: no; room
                    counter has no current revision, and 2000 on the old one; module:rollback counter makes the old one current
                    a is suspended; server:resume a lets it go on
                    1 revision that has gone still in memory; module:holders tells what holds them""");
    }

    @Test
    void tellsOfServersOnTheOldRevisionWhatMovesThem() throws Exception {
        manager.modules.add(new ModuleInfo("meter", Samples.COUNTER.current(), Optional.of(Samples.METER_1_0), List
                .of(),
                Optional.empty(), Samples.COUNTER.policy()));
        manager.modules.add(new ModuleInfo("till", Optional.empty(), Optional.empty(), List.of(), Optional.empty(),
                Samples.COUNTER.policy()));
        assertThat(shell.show("twofold:status")).contains("meter: 2000 on the old revision; module:upgrade meter moves"
                + " them\n").endsWith("till has no current revision; module:load PATH loads one");
    }

    @Test
    void warnsOfWhatOthersKnow() throws Exception {
        shell.platform().addWarnings(() -> List.of("the roof leaks"));
        assertThat(shell.show("twofold:status")).contains("warnings  1;", "    the roof leaks");
    }

    @Test
    void fitsOnAScreen() throws Exception {
        IntStream.range(0, 500).forEach(number -> {
            manager.modules.add(Samples.METER);
            manager.refusals.add(new Refusal("x-" + number + ".jar", Instant.EPOCH, "no"));
        });
        assertThat(shell.show("twofold:status").lines()).hasSizeLessThan(40).filteredOn(line -> line.equals(
                "    and 488 more; twofold:status --all shows all")).hasSize(2);
    }

    /** No other command shows what is wrong with configurations. */
    @Test
    void showsAllIfAskedTo() throws Exception {
        shell.platform().addWarnings(() -> IntStream.range(0, 500).mapToObj(number -> "hole " + number).toList());
        IntStream.range(0, 500).forEach(number -> manager.modules.add(Samples.METER));
        assertThat(shell.show("twofold:status")).contains("    hole 11\n").doesNotContain("hole 12\n");
        assertThat(shell.show("twofold:status --all")).contains("warnings  500;").endsWith("    hole 499")
                .doesNotContain(
                        "more;");
        assertThat(shell.show("twofold:status --all").lines()).hasSizeGreaterThan(1000);
    }
}
