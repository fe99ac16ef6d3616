/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.testkit;

import dev.twofold.supervisor.ChildSpec;
import dev.twofold.supervisor.Occasion;
import dev.twofold.supervisor.Supervisor;
import dev.twofold.supervisor.SupervisorSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The supervisor at the top of a module, with the platform's own settings. It starts without children: they are added one by
 * one, so that the one that does not start can be named.
 *
 * @param children what starts with the module
 */
record Top(List<ChildSpec> children) implements Supervisor {

    /** Its server type, which no author can use. */
    static final String TYPE = "twofold.supervisor";

    private static final int MOST_RESTARTS = 1;
    private static final Duration PERIOD = Duration.ofSeconds(5);

    /** Its name. */
    static String nameIn(String module) {
        return module + "/supervisor";
    }

    @Override
    public Optional<SupervisorSpec> init(Object argument, Occasion occasion) {
        return Optional.of(SupervisorSpec.oneForOne().intensity(MOST_RESTARTS, PERIOD)
                .children(occasion == Occasion.START ? List.of() : children));
    }
}
