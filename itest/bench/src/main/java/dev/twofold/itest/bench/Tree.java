/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench;

import dev.twofold.engine.Engine;
import dev.twofold.server.ExitReason;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import dev.twofold.supervisor.ChildSpec;
import dev.twofold.supervisor.Occasion;
import dev.twofold.supervisor.SupervisorSpec;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Supervisors of any number of counters, one for each kind. */
final class Tree {

    private static final String MODULE = "supervisors";
    private static final String SUPERVISOR = "supervisor";

    private final Engine engine;
    private final Map<ServerKind, ServerRef> tops = new ConcurrentHashMap<>();

    Tree(Engine engine) {
        this.engine = engine;
        engine.group(MODULE).load(Map.of(SUPERVISOR, engine.supervisor(MODULE, "1.0", SUPERVISOR, Tree::children)));
    }

    private static Optional<SupervisorSpec> children(Object type, Occasion occasion) {
        ServerSpec counter = ServerSpec.of(Revision.MODULE, (String) type);
        return Optional.of(SupervisorSpec.simpleOneForOne(ChildSpec.of("counter", counter)));
    }

    /** Has the supervisor start one more; the first time, starts the supervisor. */
    ServerRef start(ServerKind kind) {
        ServerRef top = tops.computeIfAbsent(kind, newOne -> engine
                .start(ServerSpec.of(MODULE, SUPERVISOR).with(newOne.type())));
        return engine.supervisors().startInstance(top).orElseThrow();
    }

    /** Kills the supervisors, so that they do not start again what is killed next. */
    void kill() {
        tops.values().forEach(top -> engine.sys().exit(top, ExitReason.KILL));
    }
}
