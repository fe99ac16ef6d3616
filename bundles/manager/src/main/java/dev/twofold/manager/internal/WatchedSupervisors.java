/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.server.ServerRef;
import dev.twofold.supervisor.ChildCounts;
import dev.twofold.supervisor.ChildInfo;
import dev.twofold.supervisor.ChildSpec;
import dev.twofold.supervisor.Supervisors;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The engine's supervisors, where somebody is told of a child that is deleted: by supervisor and id. */
record WatchedSupervisors(Supervisors supervisors, BiConsumer<ServerRef, String> deleted) implements Supervisors {

    @Override
    public Optional<ServerRef> startChild(ServerRef supervisor, ChildSpec child) {
        return supervisors.startChild(supervisor, child);
    }

    @Override
    public Optional<ServerRef> startInstance(ServerRef supervisor) {
        return supervisors.startInstance(supervisor);
    }

    @Override
    public Optional<ServerRef> startInstance(ServerRef supervisor, Object argument) {
        return supervisors.startInstance(supervisor, argument);
    }

    @Override
    public void terminateChild(ServerRef supervisor, String id) {
        supervisors.terminateChild(supervisor, id);
    }

    @Override
    public void terminateChild(ServerRef supervisor, ServerRef child) {
        supervisors.terminateChild(supervisor, child);
    }

    @Override
    public Optional<ServerRef> restartChild(ServerRef supervisor, String id) {
        return supervisors.restartChild(supervisor, id);
    }

    @Override
    public void deleteChild(ServerRef supervisor, String id) {
        supervisors.deleteChild(supervisor, id);
        deleted.accept(supervisor, id);
    }

    @Override
    public List<ChildInfo> whichChildren(ServerRef supervisor) {
        return supervisors.whichChildren(supervisor);
    }

    @Override
    public ChildCounts countChildren(ServerRef supervisor) {
        return supervisors.countChildren(supervisor);
    }

    @Override
    public ChildSpec childSpec(ServerRef supervisor, String id) {
        return supervisors.childSpec(supervisor, id);
    }

    @Override
    public ChildSpec childSpec(ServerRef supervisor, ServerRef child) {
        return supervisors.childSpec(supervisor, child);
    }
}
