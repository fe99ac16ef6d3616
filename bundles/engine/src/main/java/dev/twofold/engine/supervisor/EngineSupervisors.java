/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.supervisor;

import dev.twofold.server.ServerRef;
import dev.twofold.supervisor.ChildCounts;
import dev.twofold.supervisor.ChildInfo;
import dev.twofold.supervisor.ChildSpec;
import dev.twofold.supervisor.Supervisors;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Asks supervisors of this engine. Safe from any thread. */
public final class EngineSupervisors implements Supervisors {

    private final SupervisorTypes types;

    /**
     * For the supervisors of one engine.
     *
     * @param types tells supervisors from workers
     */
    public EngineSupervisors(SupervisorTypes types) {
        this.types = Objects.requireNonNull(types, "types");
    }

    @Override
    public Optional<ServerRef> startChild(ServerRef supervisor, ChildSpec child) {
        return ask(supervisor, new Request.StartChild(Objects.requireNonNull(child, "child")));
    }

    @Override
    public Optional<ServerRef> startInstance(ServerRef supervisor) {
        return ask(supervisor, new Request.StartInstance(Optional.empty()));
    }

    @Override
    public Optional<ServerRef> startInstance(ServerRef supervisor, Object argument) {
        return ask(supervisor, new Request.StartInstance(Optional.of(argument)));
    }

    @Override
    public void terminateChild(ServerRef supervisor, String id) {
        ask(supervisor, new Request.TerminateChild(Objects.requireNonNull(id, "id")));
    }

    @Override
    public void terminateChild(ServerRef supervisor, ServerRef child) {
        ask(supervisor, new Request.TerminateInstance(Objects.requireNonNull(child, "child")));
    }

    @Override
    public Optional<ServerRef> restartChild(ServerRef supervisor, String id) {
        return ask(supervisor, new Request.RestartChild(Objects.requireNonNull(id, "id")));
    }

    @Override
    public void deleteChild(ServerRef supervisor, String id) {
        ask(supervisor, new Request.DeleteChild(Objects.requireNonNull(id, "id")));
    }

    @Override
    public List<ChildInfo> whichChildren(ServerRef supervisor) {
        return ask(supervisor, new Request.WhichChildren());
    }

    @Override
    public ChildCounts countChildren(ServerRef supervisor) {
        return ask(supervisor, new Request.CountChildren());
    }

    @Override
    public ChildSpec childSpec(ServerRef supervisor, String id) {
        return ask(supervisor, new Request.SpecOfChild(Objects.requireNonNull(id, "id")));
    }

    @Override
    public ChildSpec childSpec(ServerRef supervisor, ServerRef child) {
        return ask(supervisor, new Request.SpecOfInstance(Objects.requireNonNull(child, "child")));
    }

    private <R> R ask(ServerRef supervisor, Request<R> request) {
        @SuppressWarnings("unchecked") // a request knows the type of its reply
        Outcome<R> outcome = (Outcome<R>) types.ask(supervisor, request, request instanceof Request.StartInstance);
        return outcome.get();
    }
}
