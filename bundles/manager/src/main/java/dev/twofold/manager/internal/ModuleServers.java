/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.engine.Engine;
import dev.twofold.server.ExitReason;
import dev.twofold.server.NameTakenException;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import dev.twofold.server.StartFailedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The servers that come and go with a module. */
final class ModuleServers {

    private final Engine engine;

    ModuleServers(Engine engine) {
        this.engine = engine;
    }

    /** Makes a revision the one that new servers run, and starts the servers that belong to it. */
    int open(Revision revision) throws RefusedException {
        engine.group(revision.id().module()).load(revision.codes());
        return startMissing(revision);
    }

    /** Starts those servers of a revision that do not run. */
    int startMissing(Revision revision) throws RefusedException {
        int started = 0;
        for (Map.Entry<String, Revision.Type> type : revision.types().entrySet()) {
            for (String name : type.getValue().start()) {
                started += start(revision.id().module(), type.getKey(), name) ? 1 : 0;
            }
        }
        return started;
    }

    /** Starts what a revision adds to the one before; it is current already, so a failure is told and changes nothing. */
    List<String> startAdded(Revision before, Revision current) {
        List<String> problems = new ArrayList<>();
        for (Map.Entry<String, Revision.Type> type : current.types().entrySet()) {
            Revision.Type known = before.types().get(type.getKey());
            for (String name : type.getValue().start()) {
                if (known == null || !known.start().contains(name)) {
                    try {
                        start(current.id().module(), type.getKey(), name);
                    } catch (RefusedException failed) {
                        problems.add(failed.getMessage());
                    }
                }
            }
        }
        return problems;
    }

    /** Ends all servers of a module; afterwards none can be started. */
    void end(String module, Duration limit) {
        engine.group(module).unload(ExitReason.SHUTDOWN, limit);
    }

    /** A revision has gone: what it has left in threads and in the JDK goes as well. */
    void forgetRemovedCode() {
        engine.forgetRemovedCode();
    }

    /** Kills who still runs a revision. */
    int kill(Revision revision) {
        return engine.group(revision.id().module()).kill(revision.codes().values());
    }

    /** {@code false} if it runs already. */
    private boolean start(String module, String type, String name) throws RefusedException {
        Optional<ServerRef> holder = engine.whereis(name);
        if (holder.isPresent() && engine.group(module).contains(holder.get())) {
            return false;
        }
        try {
            engine.start(ServerSpec.of(module, type).named(name));
            return true;
        } catch (NameTakenException taken) {
            throw new RefusedException("the server name '" + name
                    + "' is taken by a server of another module: names belong"
                    + " to the whole platform");
        } catch (StartFailedException failed) {
            throw new RefusedException(failed.getMessage());
        }
    }
}
