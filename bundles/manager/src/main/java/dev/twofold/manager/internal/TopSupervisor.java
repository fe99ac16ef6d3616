/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.engine.Engine;
import dev.twofold.server.ServerRef;
import dev.twofold.supervisor.ChildSpec;
import dev.twofold.supervisor.Occasion;
import dev.twofold.supervisor.Supervisor;
import dev.twofold.supervisor.SupervisorSpec;
import java.util.List;
import java.util.Optional;

/**
 * The supervisor at the top of a module, as one of its revisions has it. It holds nothing of the revision. It starts without
 * children: the manager adds them one by one, so that it can tell which one did not start and why.
 */
final class TopSupervisor implements Supervisor {

    /** Its server type, which no author can use. */
    static final String TYPE = "twofold.supervisor";

    private static final String SUFFIX = "/supervisor";

    private final String module;
    private final List<ChildSpec> children;
    private final Policies policies;

    TopSupervisor(String module, List<ChildSpec> children, Policies policies) {
        this.module = module;
        this.children = children;
        this.policies = policies;
    }

    /** What it is called in a list of servers. */
    static String nameIn(String module) {
        return module + SUFFIX;
    }

    /** The module whose supervisor has a name. */
    static Optional<String> moduleOf(String name) {
        return name.endsWith(SUFFIX)
                ? Optional.of(name.substring(0, name.length() - SUFFIX.length()))
                : Optional.empty();
    }

    /** The one of a module, unless it has given up. */
    static Optional<ServerRef> find(Engine engine, String module) {
        return engine.whereis(nameIn(module)).filter(engine.group(module)::contains);
    }

    @Override
    public Optional<SupervisorSpec> init(Object argument, Occasion occasion) {
        Restarts restarts = policies.restarts(module);
        return Optional.of(SupervisorSpec.oneForOne().intensity(restarts.most(), restarts.period())
                .children(occasion == Occasion.START ? List.of() : children));
    }
}
