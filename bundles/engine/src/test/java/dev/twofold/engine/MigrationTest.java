/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.code.ChangeContext;
import dev.twofold.code.CodeChange;
import dev.twofold.code.Direction;
import dev.twofold.code.StateView;
import dev.twofold.engine.migration.ChangeChain;
import dev.twofold.engine.migration.ChangeInfo;
import dev.twofold.engine.migration.ChangeOffer;
import dev.twofold.server.ExitReason;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/** What authors' code changes do, well or badly, to the servers of a group. */
class MigrationTest {

    private static final Duration LONG = Duration.ofSeconds(10);
    private static final String WHO = "the CodeChange dev.twofold.engine.MigrationTest for server type 'meter' from 1.0.0"
            + " to 2.0.0";
    private static final String CHOSEN = WHO.replace(" for ", " (from [1.0.0,1.5.0) to [2.0.0,3.0.0)) for ");
    private static final ChangeContext THERE = new ChangeInfo("meters", "meter", new Version(1, 0, 0),
            new Version(2, 0, 0), Direction.UPGRADE, Optional.empty());

    private final Engine engine = new Engine();
    private final ServerGroup group = engine.group("meters");
    private final Code<?> one = new Code<>("meters", "1.0", "meter", new MeterServer());
    private final Code<?> two = new Code<>("meters", "2.0", "meter", new MeterServer());

    /** A state with something of each kind that could be changed in place. */
    record Meter(String name, List<Object> readings, Map<String, Object> byName, Collection<String> sorted,
            Object array,
            int[] raw, BitSet bits, StringBuilder text) {

        static Meter of(String name) {
            List<Object> readings = new ArrayList<>(List.of(new Reading(1, new ArrayList<>(List.of("a"))), "b"));
            return new Meter(name, readings, new HashMap<>(Map.of("first", readings)), new TreeSet<>(List.of("x", "y")),
                    new Object[] { "z", readings }, new int[] { 1, 2 }, BitSet.valueOf(new long[] { 5 }),
                    new StringBuilder("text"));
        }

        String shown() {
            return name + readings + byName + sorted + Arrays.deepToString((Object[]) array) + Arrays.toString(raw)
                    + bits
                    + text;
        }
    }

    record Reading(int value, List<String> tags) {
    }

    private static final class MeterServer implements GenServer<Meter> {

        @Override
        public Init<Meter> init(Object argument, ServerContext context) {
            return Init.ok(Meter.of("meter"));
        }

        @Override
        public Reply<Meter> handleCall(Object request, From from, Meter state, ServerContext context) {
            return new Reply<>(state.shown(), state);
        }
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private Server start() {
        group.members().forEach(server -> server.end(ExitReason.KILLED));
        group.load(Map.of("meter", one));
        return (Server) engine.start(ServerSpec.of("meters", "meter"));
    }

    private Migration migration(CodeChange change) {
        ClassLoader loader = getClass().getClassLoader();
        Migration migration = new Migration(loader, loader);
        migration.add(two, Optional.of(change), THERE);
        return migration;
    }

    private void upgrade(CodeChange change) {
        Upgrade.of(group, Map.of("meter", two), migration(change)).restWithin(LONG).changeWithin(LONG).run(() -> {});
    }

    private void assertRefused(CodeChange change, String... texts) {
        Server server = start();
        Object before = server.state();
        String shown = ((Meter) before).shown();
        assertThatThrownBy(() -> upgrade(change)).isInstanceOf(ChangeFailedException.class)
                .hasMessageContaining("server " + server.name() + ": " + texts[0]).hasMessageContainingAll(texts);
        assertThat(server.state()).isSameAs(before);
        assertThat(((ServerRef) server).call("show", LONG)).isEqualTo(shown);
        assertThat(server.code()).isSameAs(one);
    }

    @Test
    void refusesNull() {
        assertRefused((state, context) -> null, WHO + " returned null: return the new state");
    }

    @Test
    void refusesWhatIsNoState() {
        assertRefused((state, context) -> "text", "Meter: String given, Meter wanted, returned by " + WHO);
        assertRefused((state, context) -> state.with("raw", List.of("no number")),
                "Meter.raw[0]: String given, int wanted, returned by " + WHO);
        assertRefused((state, context) -> state.without("name").with("title", "t"),
                "Meter.name: nothing given, String wanted; Meter.title: String given, nothing wanted, returned by "
                        + WHO);
    }

    @Test
    void refusesWhatThrows() {
        assertRefused((state, context) -> {
            throw new IOException("no disk");
        }, "no disk (java.io.IOException, thrown by " + WHO
                + ")");
        assertRefused((state, context) -> {
            throw new AssertionError("never");
        }, "never (java.lang.AssertionError, thrown by " + WHO + ")");
        assertRefused((state, context) -> endless(state), "java.lang.StackOverflowError, thrown by " + WHO);
        assertRefused((state, context) -> state.get("title"), "no component 'title' in Meter; it has:",
                ", thrown by " + WHO);
    }

    private static Object endless(Object value) {
        return List.of(endless(value), value);
    }

    @Test
    void namesTheCodeChangeThatHangsAndItsVersions() {
        ServerRef server = start();
        CountDownLatch never = new CountDownLatch(1);
        Upgrade upgrade = Upgrade.of(group, Map.of("meter", two), chosenByVersions((state, context) -> {
            never.await();
            return state;
        })).restWithin(LONG).changeWithin(Duration.ofMillis(50));
        String text = "server " + server.name() + ": " + CHOSEN + " did not return within 50 ms, it is in ";

        assertThatThrownBy(() -> upgrade.run(() -> {})).isInstanceOf(ChangeFailedException.class)
                .hasMessageStartingWith(text);
        assertThat(upgrade.rehearse().get(group).misfits().get(0).reason()).startsWith(CHOSEN + " did not return");
        assertThatThrownBy(() -> upgrade.rolling(1).run(() -> {})).isInstanceOf(ChangeFailedException.class)
                .hasMessageStartingWith(text);
        never.countDown();
        assertThat(server.call("show", LONG)).isNotNull();
    }

    @Test
    void namesTheCodeChangeThatCallsOrStartsServersOrThreads() {
        ServerRef server = start();
        Thread[] started = new Thread[1];

        assertRefusedAsChosen((state, context) -> server.call("show", LONG), ", thrown by " + CHOSEN,
                "calling_from_a_code_change: the servers of meters wait for the change that calls this");
        assertRefusedAsChosen((state, context) -> engine.start(ServerSpec.of("meters", "meter")),
                ", thrown by " + CHOSEN, "a code change starts no servers");
        assertRefusedAsChosen((state, context) -> {
            started[0] = new Thread(LockSupport::park, "stranger");
            started[0].start();
            return state;
        }, "a change has started threads that still run (stranger): a CodeChange only makes a value of another; it was "
                + CHOSEN);
        LockSupport.unpark(started[0]);
    }

    private void assertRefusedAsChosen(CodeChange change, String... texts) {
        assertThatThrownBy(() -> Upgrade.of(group, Map.of("meter", two), chosenByVersions(change)).run(() -> {}))
                .isInstanceOf(ChangeFailedException.class).hasMessageContainingAll(texts);
    }

    /** As a code change is that somebody offers for a range of versions. */
    private Migration chosenByVersions(CodeChange change) {
        ChangeOffer<CodeChange> offer = new ChangeOffer<>("", change, "meters", "", new VersionRange("[1.0,1.5)"),
                new VersionRange("[2.0,3)"), 0);
        ClassLoader loader = getClass().getClassLoader();
        Migration migration = new Migration(loader, loader);
        migration.add(two, ChangeChain.find(List.of(offer), THERE).links().stream()
                .map(link -> link.step(change, (ChangeInfo) THERE)).toList(), Optional.empty());
        return migration;
    }

    /** Everything that is reachable from the view refuses to be changed, or is a copy. */
    @Test
    void leavesTheOldStateAloneWhateverAChangeDoesToItsView() {
        assertRefused((view, context) -> {
            List<String> done = new ArrayList<>();
            vandalise(view, done);
            assertThat(done).as("what could be changed").containsExactlyInAnyOrder("BitSet", "StringBuilder");
            throw new IOException("it was " + done.size());
        }, "it was 2 (java.io.IOException, thrown by " + WHO + ")");
        Server server = start();
        String shown = ((Meter) server.state()).shown();
        upgrade((view, context) -> {
            vandalise(view, new ArrayList<>());
            return view.with("bits", BitSet.valueOf(new long[] { 5 })).with("text", new StringBuilder("text"));
        });
        assertThat(((ServerRef) server).call("show", LONG)).isEqualTo(shown);
    }

    /** Tries to change all that a view shows; says what it could. */
    private static void vandalise(Object value, List<String> done) {
        if (value instanceof StateView view) {
            tries(() -> view.names().clear(), "names", done);
            view.names().forEach(name -> vandalise(view.get(name), done));
        } else if (value instanceof Collection<?> collection) {
            new ArrayList<>(collection).forEach(each -> vandalise(each, done));
            tries(collection::clear, "clear", done);
            tries(() -> remove(collection.iterator()), "remove", done);
            tries(() -> collection.add(null), "add", done);
            if (value instanceof List<?> list) {
                tries(() -> list.set(0, null), "set", done);
            }
        } else if (value instanceof Map<?, ?> map) {
            map.values().forEach(each -> vandalise(each, done));
            tries(map::clear, "clear map", done);
            tries(() -> map.entrySet().iterator().next().setValue(null), "set value", done);
            tries(() -> remove(map.keySet().iterator()), "remove key", done);
        } else if (value instanceof BitSet bits) {
            tries(bits::clear, "BitSet", done);
        } else if (value instanceof StringBuilder text) {
            tries(() -> text.append("changed"), "StringBuilder", done);
        }
    }

    private static void remove(Iterator<?> iterator) {
        iterator.next();
        iterator.remove();
    }

    private static void tries(Runnable deed, String name, List<String> done) {
        try {
            deed.run();
            done.add(name);
        } catch (UnsupportedOperationException refused) {
            // as it should be
        }
    }

    /** It carries nothing that could be put into other classes. */
    @Test
    void takesAnOrderToStopOver() {
        Server server = start();
        EndWatch end = new EndWatch(server);
        try (Gate gate = group.closeGate(LONG)) {
            server.stop(ExitReason.NORMAL);
            gate.change(Map.of("meter", two), migration((state, context) -> state), LONG);
            gate.commit();
        }
        end.await(Deadline.in(LONG));
        assertThat(server.exit()).isEqualTo(ExitReason.NORMAL);
    }

    @Test
    void tellsWhatAStateLosesOnTheWayBack() throws Exception {
        Migration back = new Migration(getClass().getClassLoader(), getClass().getClassLoader());
        back.add(one, Optional.of((state, context) -> state.with("name", "forgotten")), THERE);
        Migration there = migration((state, context) -> state);
        Meter meter = Meter.of("north");

        assertThat(there.lostOnTheWayBack(one, two, meter, (Object) meter)).isEmpty();
        there.rehearseBack(back);

        assertThat(there.lostOnTheWayBack(one, two, meter, there.state(one, two, meter)))
                .containsExactly("Meter.name: 'north' before, 'forgotten' afterwards");
        assertThat(there.lostOnTheWayBack(one, two, meter, back)).hasSize(1);
        assertThat(meter.name()).isEqualTo("north");
    }

    private static final class ReadingServer implements GenServer<Reading> {

        @Override
        public Init<Reading> init(Object argument, ServerContext context) {
            return Init.ok(new Reading(1, List.of()));
        }

        @Override
        public Reply<Reading> handleCall(Object request, From from, Reading state, ServerContext context) {
            return new Reply<>(request, state);
        }
    }

    @Test
    void comparesWithTheServerTypeThatIsAskedFor() {
        Code<?> reading = new Code<>("meters", "2.0", "reading", new ReadingServer());
        ClassLoader loader = getClass().getClassLoader();
        Migration migration = new Migration(loader, loader);
        migration.add(two, Optional.empty(), THERE);
        migration.add(reading, Optional.empty(), THERE);

        assertThat(migration.differences(one, two)).isEmpty();
        assertThat(migration.differences(one, reading)).isNotEmpty();
        assertThat(migration.differences(one, two)).isEmpty();
    }
}
