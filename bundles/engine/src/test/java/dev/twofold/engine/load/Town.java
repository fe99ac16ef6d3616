/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.load;

import dev.twofold.engine.ChangeFailedException;
import dev.twofold.engine.Code;
import dev.twofold.engine.Gate;
import dev.twofold.engine.GateTimeoutException;
import dev.twofold.engine.ServerGroup;
import dev.twofold.engine.StateChange;
import dev.twofold.server.ServerRef;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

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
