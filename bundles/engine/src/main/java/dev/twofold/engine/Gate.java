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
    private List<Server> servers = List.of();
    private List<Shadow> shadows = List.of();
    private Map<String, Code<?>> newCodes = Map.of();
    private StateChange stateChange;
    private boolean open;

    private Gate(ServerGroup group) {
        this.group = group;
    }

    static Gate close(ServerGroup group, Duration limit) {
        Deadline deadline = Deadline.in(limit);
        Gate gate = new Gate(group);
        boolean closed = false;
        try {
            if (!group.holdBirths(deadline)) {
                throw new GateTimeoutException(group.name(), limit, List.of("a server is still being started"));
            }
            gate.awaitRest(deadline, limit);
            closed = true;
            return gate;
        } finally {
            if (!closed) {
                gate.close();
            }
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
     * Makes new states and messages for the servers, beside the old ones. Nothing is visible before {@link #commit}. Servers
     * whose code is the new one already are left alone, and so are those that the change is not for: of two revisions that
     * servers run, each is changed from what it is, or stays.
     *
     * @param codes the code to go over to, by server type
     * @param change makes the states
     * @param limit how long all of it may take
     * @return what will be done to the servers
     * @throws ChangeFailedException if a state or a message could not be made
     */
    public ChangeReport change(Map<String, Code<?>> codes, StateChange change, Duration limit) {
        ShadowMaker maker = new ShadowMaker(codes, change);
        shadows = maker.make(servers, limit);
        newCodes = codes;
        stateChange = change;
        return maker.report();
    }

    /** Makes what {@link #change} has made the servers' own, and the new code that of new servers. Does not fail. */
    public void commit() {
        group.load(newCodes);
        shadows.forEach(shadow -> shadow.install(stateChange));
        shadows = List.of();
    }

    /** Opens the gate. A second call does nothing. */
    @Override
    public void close() {
        if (open) {
            return;
        }
        open = true;
        newCodes = Map.of();
        stateChange = null;
        shadows = List.of();
        servers.forEach(Server::ungate);
        group.releaseBirths();
    }

    /**
     * First callbacks that run may go on to their end, with all they call in this group. When none runs the gate is sealed:
     * nothing can run any more. If something has started to run just before that, the seal is taken off again.
     */
    private void awaitRest(Deadline deadline, Duration limit) {
        while (!tryToSeal()) {
            if (deadline.hasPassed()) {
                throw new GateTimeoutException(group.name(), limit, holders());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private boolean tryToSeal() {
        servers = List.copyOf(group.members());
        List<Server> supervisors = servers.stream().filter(Server::isSupervisor).toList();
        supervisors.forEach(Server::gate);
        if (supervisors.stream().anyMatch(Server::isRunning)) {
            return false; // it may wait for children that end, and these must run for that
        }
        servers.forEach(Server::gate);
        if (servers.stream().anyMatch(Server::isRunning)) {
            return false;
        }
        servers.forEach(Server::seal);
        boolean noBirths = group.sealBirths(true);
        if (noBirths && servers.stream().noneMatch(Server::isRunning) && group.members().stream().allMatch(
                Server::isSealed)) {
            return true;
        }
        group.sealBirths(false);
        servers.forEach(Server::unseal);
        return false;
    }

    private List<String> holders() {
        List<String> lines = new ArrayList<>();
        for (Server server : servers) {
            if (server.isRunning()) {
                lines.add(server.name() + " " + StackPlace.of(server.runner()));
            }
        }
        return lines.isEmpty() ? List.of("they came to rest just after") : lines;
    }
}
