/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.module.ModulePolicy;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/** How operations on each module are done: what its own configuration says, and else the manager's. Safe from any thread. */
final class Policies {

    private final CopyOnWriteArrayList<ModuleSettings> settings = new CopyOnWriteArrayList<>();
    private volatile Defaults defaults;

    Policies(Defaults defaults) {
        this.defaults = defaults;
    }

    /**
     * What counts where a module's configuration says nothing.
     *
     * @param policy the policy
     * @param restarts how often servers may be started again
     * @param grace how long servers are held when somebody else takes their bundle away
     */
    record Defaults(ModulePolicy policy, Restarts restarts, Duration grace) {

        /** Checks that all is given. */
        Defaults {
            Objects.requireNonNull(policy, "policy");
            Objects.requireNonNull(restarts, "restarts");
            Objects.requireNonNull(grace, "grace");
        }
    }

    void defaults(Defaults changed) {
        defaults = changed;
    }

    void add(ModuleSettings added) {
        settings.add(added);
    }

    void remove(ModuleSettings removed) {
        settings.remove(removed);
    }

    Duration grace() {
        return defaults.grace();
    }

    ModulePolicy of(String module) {
        ModulePolicy policy = defaults.policy();
        for (ModuleSettings each : settings) {
            policy = each.isFor(module) ? each.over(policy) : policy;
        }
        return policy;
    }

    Restarts restarts(String module) {
        Restarts restarts = defaults.restarts();
        for (ModuleSettings each : settings) {
            restarts = each.isFor(module) ? each.over(restarts) : restarts;
        }
        return restarts;
    }
}
