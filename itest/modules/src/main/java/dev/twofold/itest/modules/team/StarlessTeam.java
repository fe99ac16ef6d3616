/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.team;

import dev.twofold.annotation.ServerType;
import dev.twofold.server.ServerSpec;
import dev.twofold.supervisor.ChildSpec;
import dev.twofold.supervisor.Occasion;
import dev.twofold.supervisor.Supervisor;
import dev.twofold.supervisor.SupervisorSpec;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/** Two, and one that the module has no server type for. */
@Component(service = Supervisor.class)
@ServerType(type = "team", start = "team")
public final class StarlessTeam extends Team {

    private static final ChildSpec STAR = ChildSpec.of("star", ServerSpec.of("team", "star"));

    @Override
    public Optional<SupervisorSpec> init(Object argument, Occasion occasion) {
        return Optional.of(SupervisorSpec.oneForOne(member("alice", 0), member("bob", 0), STAR).intensity(MOST_RESTARTS,
                PERIOD));
    }
}
