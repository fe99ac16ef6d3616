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

/** Adds a thief, and somebody who comes after him. */
@Component(service = Supervisor.class)
@ServerType(type = "team", start = "team")
public final class RobbedTeam extends Team {

    private static final ChildSpec THIEF = ChildSpec.of("thief", ServerSpec.of("team", "thief").named("thief"));

    @Override
    public Optional<SupervisorSpec> init(Object argument, Occasion occasion) {
        return Optional.of(SupervisorSpec.oneForOne(member("alice", 0), member("bob", 0), THIEF, member("dave", 7))
                .intensity(MOST_RESTARTS, PERIOD));
    }
}
