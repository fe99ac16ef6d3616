/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.team;

import dev.twofold.annotation.ServerType;
import dev.twofold.supervisor.Occasion;
import dev.twofold.supervisor.Supervisor;
import dev.twofold.supervisor.SupervisorSpec;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/** Two, each for itself. */
@Component(service = Supervisor.class)
@ServerType(type = "team", start = "team")
public final class SmallTeam extends Team {

    @Override
    public Optional<SupervisorSpec> init(Object argument, Occasion occasion) {
        return Optional.of(SupervisorSpec.oneForOne(member("alice", 0), member("bob", 0)).intensity(MOST_RESTARTS,
                PERIOD));
    }
}
