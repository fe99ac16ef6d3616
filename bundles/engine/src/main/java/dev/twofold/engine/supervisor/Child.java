/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.supervisor;

import dev.twofold.server.ServerRef;
import dev.twofold.supervisor.ChildInfo;
import dev.twofold.supervisor.ChildInfo.Status;
import dev.twofold.supervisor.ChildSpec;
import dev.twofold.supervisor.Restart;
import java.util.Optional;

/** A child with an id, and its process. */
final class Child {

    private final ChildSpec spec;
    private boolean supervisor;
    private Status status = Status.STOPPED;
    private Optional<ServerRef> server = Optional.empty();

    Child(ChildSpec spec, boolean supervisor) {
        this.spec = spec;
        this.supervisor = supervisor;
    }

    /** The same process with another specification. */
    Child with(ChildSpec newSpec) {
        Child changed = new Child(newSpec, supervisor);
        changed.status = status;
        changed.server = server;
        return changed;
    }

    ChildSpec spec() {
        return spec;
    }

    String id() {
        return spec.id();
    }

    boolean isTemporary() {
        return spec.restart() == Restart.TEMPORARY;
    }

    /** Decided when it was started last: a module that is about to go knows its types no more. */
    boolean isSupervisor() {
        return supervisor;
    }

    Status status() {
        return status;
    }

    Optional<ServerRef> server() {
        return server;
    }

    void runs(ServerRef newServer, boolean isSupervisor) {
        server = Optional.of(newServer);
        status = Status.RUNNING;
        supervisor = isSupervisor;
    }

    void restarts() {
        server = Optional.empty();
        status = Status.RESTARTING;
    }

    void stops() {
        server = Optional.empty();
        status = Status.STOPPED;
    }

    ChildInfo info() {
        return new ChildInfo(Optional.of(id()), status, server, supervisor, spec.start().module(),
                spec.start().type());
    }
}
