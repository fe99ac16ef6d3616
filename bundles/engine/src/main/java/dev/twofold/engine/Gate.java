/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * A closed gate: no server of its group runs, messages wait in their order, starts wait. Belongs to the thread that closed
 * it. Opening it without {@link #commit} leaves everything as it was.
 */
public final class Gate implements AutoCloseable {

    private static final long POLL_NANOS = 20_000;

    private final ServerGroup group;
    private final List<Server> servers;
    private List<Shadow> shadows = List.of();
    private Map<String, Code<?>> newCodes = Map.of();

    private Gate(ServerGroup group, List<Server> servers) {
        this.group = group;
        this.servers = servers;
    }

    static Gate close(ServerGroup group, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        boolean born = group.holdBirths(deadline);
        Gate gate = new Gate(group, List.copyOf(group.members()));
        try {
            if (!born) {
                throw new GateTimeoutException(group.name(), limit, List.of("a server is still being started"));
            }
            gate.servers.forEach(Server::gate);
            gate.awaitRest(deadline, limit);
            return gate;
        } catch (GateTimeoutException busy) {
            gate.close();
            throw busy;
        }
    }

    /**
     * How many servers stand behind it.
     *
     * @return their number
     */
    public int size() {
        return servers.size();
    }

    /**
     * Makes new states and messages for all servers, beside the old ones. Nothing is visible before {@link #commit}.
     *
     * @param codes the code to go over to, by server type
     * @param change makes the states
     * @param limit how long all of it may take
     * @throws ChangeFailedException if one of them could not be made
     */
    public void change(Map<String, Code<?>> codes, StateChange change, Duration limit) {
        shadows = new ShadowMaker(codes, change).make(servers, limit);
        newCodes = codes;
    }

    /** Makes what {@link #change} has made the servers' own, and the new code that of new servers. Does not fail. */
    public void commit() {
        group.load(newCodes);
        shadows.forEach(Shadow::install);
        shadows = List.of();
    }

    /** Opens the gate. A second call does nothing. */
    @Override
    public void close() {
        shadows = List.of();
        servers.forEach(Server::ungate);
        group.releaseBirths();
    }

    /**
     * Rest is stable: only a callback of this group can make another one run. So all are at rest at one instant if all
     * were found so and none has run between two looks.
     */
    private void awaitRest(long deadline, Duration limit) {
        while (!allAtRest()) {
            if (System.nanoTime() - deadline > 0) {
                throw new GateTimeoutException(group.name(), limit, holders());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private boolean allAtRest() {
        long before = 0;
        for (Server server : servers) {
            before += server.turns();
            if (!server.atRest()) {
                return false;
            }
        }
        long after = 0;
        for (Server server : servers) {
            after += server.turns();
            if (!server.atRest()) {
                return false;
            }
        }
        return before == after;
    }

    private List<String> holders() {
        List<String> lines = new ArrayList<>();
        for (Server server : servers) {
            if (!server.atRest()) {
                lines.add(server.name() + " " + StackPlace.of(server.runner()));
            }
        }
        return lines.isEmpty() ? List.of("they came to rest just after") : lines;
    }
}
