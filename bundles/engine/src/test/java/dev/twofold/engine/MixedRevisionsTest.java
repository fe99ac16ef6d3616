/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.engine.ServerChange.Result;
import dev.twofold.server.Binding;
import dev.twofold.server.Init;
import dev.twofold.server.ServerRef;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Servers of one group that run two revisions, and go from either to the other. */
class MixedRevisionsTest extends PuppetStage {

    private final Map<String, Code<?>> two = code("2");
    private final CountDownLatch occupied = new CountDownLatch(1);

    /** Marks states with both versions. */
    private static StateChange tracing() {
        return new StateChange() {
            @Override
            public Object state(Code<?> from, Code<?> to, Object state) {
                return state + " " + from.version() + ">" + to.version();
            }

            @Override
            public Object message(Object message) {
                return message;
            }
        };
    }

    private ChangeReport change(Map<String, Code<?>> codes, StateChange change) {
        try (Gate gate = group.closeGate(LONG)) {
            ChangeReport report = gate.change(codes, change, LONG);
            gate.commit();
            return report;
        }
    }

    @Test
    void leavesServersAloneThatRunTheNewCodeAlready() {
        ServerRef a = start("a");
        group.load(two);
        ServerRef b = start("b");
        assertThat(engine.servers()).extracting("version").containsExactly("1", "2");
        Object before = ((Server) b).state();

        ChangeReport report = change(two, tracing());

        assertThat(a.call("state", LONG)).isEqualTo("new 1>2");
        assertThat(((Server) b).state()).isSameAs(before);
        assertThat(report.counts()).isEqualTo(Map.of("puppet", Map.of(Result.CHANGED, 1, Result.THERE, 1)));
        assertThat(report.servers()).containsExactly(new ServerChange("a", "puppet", "1", "2", Result.CHANGED, ""),
                new ServerChange("b", "puppet", "2", "2", Result.THERE, ""));
        assertThat(group.runningCodes()).isEqualTo(Map.of(two.get("puppet"), 2));
    }

    @Test
    void goesBackFromWhatEachServerRuns() {
        Map<String, Code<?>> one = code("1");
        group.load(one);
        start("a");
        group.load(two);
        ServerRef b = start("b");

        ChangeReport report = change(one, tracing());

        assertThat(b.call("state", LONG)).isEqualTo("new 2>1");
        assertThat(engine.named("a").call("state", LONG)).isEqualTo("new");
        assertThat(report.changed()).isEqualTo(1);
        assertThat(group.runningCodes()).isEqualTo(Map.of(one.get("puppet"), 2));
    }

    @Test
    void leavesServersThatTheChangeIsNotFor() {
        ServerRef oldest = start("oldest");
        group.load(two);
        ServerRef stale = start("stale");
        Map<String, Code<?>> refreshed = code("2");
        StateChange onlyTwo = new StateChange() {
            @Override
            public boolean isFor(Code<?> from) {
                return from == two.get("puppet");
            }

            @Override
            public Object state(Code<?> from, Code<?> to, Object state) {
                return state + "!";
            }

            @Override
            public Object message(Object message) {
                return message;
            }
        };

        ChangeReport report = change(refreshed, onlyTwo);

        assertThat(oldest.call("state", LONG)).isEqualTo("new");
        assertThat(stale.call("state", LONG)).isEqualTo("new!");
        assertThat(report.counts()).isEqualTo(Map.of("puppet", Map.of(Result.CHANGED, 1, Result.STAYED, 1)));
        assertThat(group.runningCodes().values()).containsExactlyInAnyOrder(1, 1);
    }

    @Test
    void saysWhichTypesServersOfTheOldRevisionMiss() {
        start("a");
        Map<String, Code<?>> other = Map.of("other", new Code<>("stage", "2", "other", puppet));
        try (Gate gate = group.closeGate(LONG)) {
            assertThatThrownBy(() -> gate.change(other, keeping(), LONG)).isInstanceOf(ChangeFailedException.class)
                    .hasMessageContaining("server a").hasMessageContaining("no server type puppet");
        }
    }

    @Test
    void namesSomeServersAndCountsAll() {
        int servers = ChangeReport.MOST_SERVERS + 10;
        for (int i = 0; i < servers; i++) {
            engine.start(spec());
        }
        ChangeReport report = change(two, tracing());
        assertThat(report.changed()).isEqualTo(servers);
        assertThat(report.servers()).hasSize(ChangeReport.MOST_SERVERS);
        assertThat(report.plus(report).changed()).isEqualTo(2 * servers);
    }

    // ---- without gate

    /** Statements 24 and 43, for all servers of a module. */
    @Test
    @Otp({ 24, 43 })
    void redefinesServersBetweenTwoMessages() throws Exception {
        ServerRef busy = start("busy");
        ServerRef idle = start("idle");
        occupy(busy);
        busy.cast(" after");

        Future<ChangeReport> redefined = clients.submit(() -> group.redefine(two, tracing(), LONG));

        await("the idle one has gone over", () -> ((Server) idle).code() == two.get("puppet"));
        assertThat(((Server) busy).code().version()).isEqualTo("1");
        release.countDown();
        assertThat(busy.call("state", LONG)).isEqualTo("new 1>2 after");
        assertThat(idle.call("state", LONG)).isEqualTo("new 1>2");
        assertThat(start("later").call("state", LONG)).isEqualTo("new");
        assertThat(redefined.get().servers()).containsExactly(new ServerChange("busy", "puppet", "1", "2",
                Result.CHANGED, ""), new ServerChange("idle", "puppet", "1", "2", Result.CHANGED, ""));
    }

    @Test
    void doesNotWaitForEverForABusyServer() throws Exception {
        ServerRef busy = start("busy");
        occupy(busy);

        ChangeReport report = group.redefine(two, tracing(), Duration.ZERO);

        assertThat(report.servers()).containsExactly(new ServerChange("busy", "puppet", "1", "1", Result.LATE, ""));
        release.countDown();
        assertThat(busy.call("state", LONG)).isEqualTo("new 1>2");
    }

    @Test
    void tellsOfServersWhoseTypeARedefinitionDoesNotHave() {
        ServerRef left = start("left");

        ChangeReport report = group.redefine(Map.of(), tracing(), LONG);

        assertThat(report.servers()).containsExactly(new ServerChange("left", "puppet", "1", "1", Result.STAYED, ""));
        assertThat(left.call("state", LONG)).isEqualTo("new");
    }

    @Test
    void endsAServerWhoseStateDoesNotFitWhatItIsRedefinedBy() {
        ServerRef bad = start("bad");
        ServerRef good = start("good");
        bad.call(Puppet.append(" poison"), LONG);
        StateChange refusing = changing(text -> {
            if (text.contains("poison")) {
                throw new IllegalArgumentException("Poison.dose: it is gone");
            }
            return text;
        }, text -> text);

        ChangeReport report = group.redefine(two, refusing, LONG);

        assertThat(report.counts()).isEqualTo(Map.of("puppet", Map.of(Result.CHANGED, 1, Result.ENDED, 1)));
        assertThat(report.servers()).filteredOn("server", "bad").singleElement().satisfies(ended -> {
            assertThat(ended.result()).isEqualTo(Result.ENDED);
            assertThat(ended.reason()).startsWith("bad_state: ").contains("Poison.dose: it is gone");
        });
        assertThat(good.call("state", LONG)).isEqualTo("new");
        assertThat(engine.servers()).extracting("name").containsExactly("good");
    }

    @Test
    void takesStatesAlongOfServersThatAreBoundToTheNewest() {
        ServerRef newest = engine.start(spec().named("newest").bound(Binding.NEWEST));
        ServerRef pinned = start("pinned");

        group.load(two, tracing());

        assertThat(newest.call("state", LONG)).isEqualTo("new 1>2");
        assertThat(pinned.call("state", LONG)).isEqualTo("new");
        assertThat(group.runningCodes().keySet()).extracting(Code::version).containsExactlyInAnyOrder("1", "2");
    }

    @Test
    void redefinesAServerThatIsJustBorn() throws Exception {
        Object born = Puppet.birth(() -> {
            occupied.countDown();
            awaitRelease();
            return Init.ok("born");
        });
        Future<ServerRef> starting = clients.submit(() -> engine.start(spec().named("late").with(born)));
        assertReached(occupied);
        group.redefine(two, tracing(), Duration.ZERO);
        release.countDown();
        starting.get();
        assertThat(engine.named("late").call("state", LONG)).isEqualTo("born 1>2");
        assertThat(Set.copyOf(group.runningCodes().keySet())).isEqualTo(Set.of(two.get("puppet")));
    }
}
