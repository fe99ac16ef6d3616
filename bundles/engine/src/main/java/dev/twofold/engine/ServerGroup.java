/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.server.CallFailedException;
import dev.twofold.server.ExitReason;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import dev.twofold.server.StartFailedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The servers of a module, wherever they were started, and the code that new ones run. They are gated together. Safe from
 * any thread, but only one thread at a time may close the gate.
 */
public final class ServerGroup {

    private static final long LONGEST_GATE_SECONDS = 60;

    private final Engine engine;
    private final String name;
    private final Set<Server> members = ConcurrentHashMap.newKeySet();
    private final Object births = new Object();
    private int underWay;
    private CompletableFuture<Void> open = CompletableFuture.completedFuture(null);
    private volatile Map<String, Code<?>> codes = Map.of();
    private volatile GateClock clock = new GateClock(0, false, 0);

    ServerGroup(Engine engine, String name) {
        this.engine = engine;
        this.name = name;
    }

    /**
     * Name of the module.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * The code that new servers run, by server type.
     *
     * @return empty if the module has no current revision
     */
    public Map<String, Code<?>> codes() {
        return codes;
    }

    /**
     * Sets the code that new servers run, without touching those that run already.
     *
     * @param newCodes the code by server type
     */
    public void load(Map<String, Code<?>> newCodes) {
        codes = Map.copyOf(newCodes);
    }

    /**
     * The servers that run some code now.
     *
     * @param wanted the code; servers between two codes are counted where they were
     * @return how many there are
     */
    public int running(Collection<? extends Code<?>> wanted) {
        int count = 0;
        for (Server server : members) {
            count += wanted.contains(server.behaviour().code()) ? 1 : 0;
        }
        return count;
    }

    /**
     * The types of the servers that run now.
     *
     * @return their names
     */
    public Set<String> runningTypes() {
        Set<String> types = ConcurrentHashMap.newKeySet();
        for (Server server : members) {
            Code<?> code = server.behaviour().code();
            if (code != null) {
                types.add(code.type());
            }
        }
        return types;
    }

    /**
     * Kills the servers that run some code: they end with {@code killed}, without {@code terminate}, and whoever waits for
     * them is told at once. A callback that is under way is abandoned.
     *
     * @param doomed the code
     * @return how many were killed
     */
    public int kill(Collection<? extends Code<?>> doomed) {
        int count = 0;
        for (Server server : members) {
            if (doomed.contains(server.behaviour().code()) && server.end(ExitReason.KILLED)) {
                count++;
            }
        }
        return count;
    }

    /**
     * Stops all servers in an orderly way, with {@code terminate}, and kills those that take too long.
     *
     * @param reason why
     * @param limit how long all of them together may take
     * @return how many had to be killed
     */
    public int stopAll(ExitReason reason, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        List<EndWatch> watches = new ArrayList<>();
        for (Server server : members) {
            watches.add(new EndWatch(server));
            server.stop(reason);
        }
        for (EndWatch watch : watches) {
            watch.await(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
        return killAll(ExitReason.KILLED);
    }

    /**
     * Closes the gate: from now on servers of this group handle only what a callback that runs already waits for. Returns
     * when none of them runs.
     *
     * @param limit how long to wait; afterwards the gate is open again
     * @return the closed gate, to be closed as a resource: that opens it
     * @throws GateTimeoutException if a callback did not return in time; nothing has changed
     */
    public Gate closeGate(Duration limit) {
        return Gate.close(this, limit);
    }

    // ---- births

    ServerRef start(ServerSpec spec) {
        Code<?> code = beginBirth(spec);
        try {
            Server server = engine.register(this, spec, code);
            members.add(server);
            initialise(server, spec);
            return server;
        } finally {
            endBirth();
        }
    }

    private void initialise(Server server, ServerSpec spec) {
        Object failed;
        try {
            Object argument = spec.argument().orElse(null);
            failed = server.system(behaviour -> behaviour.initialise(argument)).await(spec.initLimit());
        } catch (CallFailedException notInTime) {
            server.end(ExitReason.KILLED);
            throw new StartFailedException(server.name(), notInTime.reason());
        }
        if (failed != null) {
            throw new StartFailedException(server.name(), (ExitReason) failed);
        }
    }

    private Code<?> beginBirth(ServerSpec spec) {
        while (true) {
            CompletableFuture<Void> opening;
            synchronized (births) {
                if (open.isDone()) {
                    Code<?> code = codes.get(spec.type());
                    if (code == null) {
                        throw new StartFailedException(spec.name().orElse(spec.type()),
                                ExitReason.of("module " + name + " has no server type '" + spec.type() + "'; it has: "
                                        + String.join(", ", codes.keySet().stream().sorted().toList())));
                    }
                    underWay++;
                    return code;
                }
                opening = open;
            }
            awaitOpening(opening, spec);
        }
    }

    private void awaitOpening(CompletableFuture<Void> opening, ServerSpec spec) {
        try {
            opening.get(LONGEST_GATE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StartFailedException(spec.name().orElse(spec.type()), ExitReason.of("interrupted"));
        } catch (ExecutionException | TimeoutException stillClosed) {
            throw new StartFailedException(spec.name().orElse(spec.type()),
                    ExitReason.of("the upgrade of module " + name + " does not end"));
        }
    }

    private void endBirth() {
        synchronized (births) {
            underWay--;
            births.notifyAll();
        }
    }

    /** From now on starts wait; those under way are waited for. {@code false} if they take too long. */
    boolean holdBirths(long deadline) {
        synchronized (births) {
            open = new CompletableFuture<>();
            clock = clock.close(System.nanoTime());
            while (underWay > 0) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                try {
                    births.wait(left);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
            return true;
        }
    }

    void releaseBirths() {
        CompletableFuture<Void> opened;
        synchronized (births) {
            clock = clock.open(System.nanoTime());
            opened = open;
        }
        opened.complete(null);
    }

    // ---- for servers

    Set<Server> members() {
        return Collections.unmodifiableSet(members);
    }

    void remove(Server server) {
        members.remove(server);
    }

    int killAll(ExitReason reason) {
        int killed = 0;
        for (Server server : members) {
            killed += server.end(reason) ? 1 : 0;
        }
        return killed;
    }

    /** For how long the gate has been closed, all in all. */
    long gatedNanos() {
        return clock.total(System.nanoTime());
    }

    private record GateClock(long before, boolean closed, long since) {

        GateClock close(long now) {
            return closed ? this : new GateClock(before, true, now);
        }

        GateClock open(long now) {
            return closed ? new GateClock(total(now), false, 0) : this;
        }

        long total(long now) {
            return closed ? before + now - since : before;
        }
    }
}
