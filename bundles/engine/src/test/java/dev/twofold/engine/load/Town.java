/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.load;

import dev.twofold.engine.ChangeFailedException;
import dev.twofold.engine.Code;
import dev.twofold.engine.Gate;
import dev.twofold.engine.GateTimeoutException;
import dev.twofold.engine.GroupChange;
import dev.twofold.engine.ServerGroup;
import dev.twofold.engine.StateChange;
import dev.twofold.engine.Upgrade;
import dev.twofold.engine.UpgradeReport;
import dev.twofold.server.ServerRef;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A group of servers whose code changes all the time. One thread changes it. */
final class Town {

    private static final Duration PATIENCE = Duration.ofMillis(20);

    private final World world;
    private final ServerGroup group;
    private final AtomicInteger callbacks = new AtomicInteger();
    private volatile boolean closed;
    private int revision;
    private int changes;
    private int busy;

    Town(World world, String name) {
        this.world = world;
        this.group = world.engine().group(name);
        group.load(code());
    }

    String name() {
        return group.name();
    }

    private Map<String, Code<?>> code() {
        String version = String.valueOf(revision);
        return Map.of("slow", new Code<>(name(), version, "slow", new Actor(world, this, version)),
                "quick", new Code<>(name(), version, "quick", new QuickActor(world, this, version)));
    }

    // ---- callbacks

    void enter(ServerRef server) {
        callbacks.incrementAndGet();
        checkOpen(server);
    }

    void leave(ServerRef server) {
        checkOpen(server);
        callbacks.decrementAndGet();
    }

    /** Only callbacks of servers that were killed while they ran may run behind the gate. */
    private void checkOpen(ServerRef server) {
        world.check(!closed || !server.isAlive(), () -> "a callback of " + server + " runs behind the gate");
    }

    /** How many callbacks run, those of servers that have been killed included. */
    int callbacks() {
        return callbacks.get();
    }

    // ---- changes

    /** Goes over to the next revision, or tries to. */
    void change(boolean commit) {
        try (Gate gate = group.closeGate(PATIENCE)) {
            closed = true;
            revision++;
            gate.change(code(), new Moving(), World.LONG);
            World.linger(200);
            if (commit) {
                gate.commit();
                changes++;
            }
            closed = false;
        } catch (GateTimeoutException tooBusy) {
            busy++;
        } catch (ChangeFailedException failed) {
            closed = false;
            world.check(false, failed::toString);
        }
    }

    /** Goes over to the next revision in another way: with states made before, server by server, or with other towns. */
    static void upgrade(List<Town> towns, UnaryOperator<Upgrade> way, boolean gated) {
        Town first = towns.get(0);
        try {
            Upgrade upgrade = Upgrade.of(towns.stream().map(Town::next).toList()).restWithin(PATIENCE)
                    .changeWithin(World.LONG);
            UpgradeReport report = way.apply(upgrade).run(() -> {
                towns.forEach(town -> town.closed = gated);
                World.linger(200);
                towns.forEach(town -> town.closed = false);
            });
            first.world.check(gated || report.problem().isEmpty() || report.problem().get().contains("to rest"),
                    () -> "a rolling upgrade failed: " + report.problem());
            towns.forEach(town -> town.changes++);
        } catch (GateTimeoutException tooBusy) {
            towns.forEach(town -> town.busy++);
        } catch (ChangeFailedException failed) {
            first.world.check(false, failed::toString);
        }
    }

    private GroupChange next() {
        revision++;
        return new GroupChange(group, code(), new Moving());
    }

    int changes() {
        return changes;
    }

    /** How often its servers did not come to rest in time. */
    int busy() {
        return busy;
    }

    /** Puts each state into the new revision, and looks whether it was in the old one. */
    private final class Moving implements StateChange {

        @Override
        public Object state(Code<?> from, Code<?> to, Object state) {
            Life life = (Life) state;
            world.check(life.version().equals(from.version()),
                    () -> "code " + from + " has a state of " + life.version());
            return life.in(to.version());
        }

        @Override
        public Object message(Object message) {
            return message;
        }
    }
}
