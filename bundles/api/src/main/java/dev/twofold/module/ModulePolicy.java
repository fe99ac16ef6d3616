/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.module;

import java.time.Duration;
import java.util.Objects;

/**
 * How operations on a module are done unless somebody asks otherwise: from the configuration {@code twofold.module-<name>},
 * and what that leaves open from {@code twofold.manager}. Immutable.
 *
 * @param upgrade what becomes of servers that run
 * @param purge what becomes of servers that run the oldest revision, if its slot is needed
 * @param strategy how servers go over
 * @param precopy whether states are made before the gate is closed
 * @param completeLimit how long the components of a started revision may take
 * @param gateLimit how long servers may take to come to rest
 * @param changeLimit how long making the new states may take
 * @param stopLimit how long servers that are asked to end may take
 */
public record ModulePolicy(UpgradePolicy upgrade, PurgePolicy purge, SwapStrategy strategy, boolean precopy,
        Duration completeLimit, Duration gateLimit, Duration changeLimit, Duration stopLimit) {

    /** Checks that everything is given. */
    public ModulePolicy {
        Objects.requireNonNull(upgrade, "upgrade");
        Objects.requireNonNull(purge, "purge");
        Objects.requireNonNull(strategy, "strategy");
        Objects.requireNonNull(completeLimit, "completeLimit");
        Objects.requireNonNull(gateLimit, "gateLimit");
        Objects.requireNonNull(changeLimit, "changeLimit");
        Objects.requireNonNull(stopLimit, "stopLimit");
    }

    /**
     * The policy for one operation. {@link SwapStrategy#DRAIN} implies {@link UpgradePolicy#LOAD} and
     * {@link PurgePolicy#SOFT}, unless the options themselves ask otherwise.
     *
     * @param options what was asked for
     * @return the policy with the options in its place
     */
    public ModulePolicy with(SwapOptions options) {
        SwapStrategy how = options.strategy().orElse(strategy);
        boolean drains = how == SwapStrategy.DRAIN;
        return new ModulePolicy(options.upgrade().orElse(drains ? UpgradePolicy.LOAD : upgrade),
                options.purge().orElse(drains ? PurgePolicy.SOFT : purge), how, options.precopy().orElse(precopy),
                completeLimit, options.gateLimit().orElse(gateLimit), options.changeLimit().orElse(changeLimit),
                stopLimit);
    }
}
