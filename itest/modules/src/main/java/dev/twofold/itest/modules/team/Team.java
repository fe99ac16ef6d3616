/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.team;

import dev.twofold.server.ServerSpec;
import dev.twofold.supervisor.ChildSpec;
import dev.twofold.supervisor.Supervisor;
import java.time.Duration;

/** What the supervisors of this package have in common. */
abstract class Team implements Supervisor {

    static final int MOST_RESTARTS = 100;
    static final Duration PERIOD = Duration.ofSeconds(5);

    static ChildSpec member(String name, long points) {
        return ChildSpec.of(name, ServerSpec.of("team", "member").named(name).with(new Score(points)));
    }
}
