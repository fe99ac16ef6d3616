/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.module.ModulePolicy;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How operations on each module are done: what its own configuration says, and else the manager's. Of several for one module
 * only the first by name counts, whenever it has come. Safe from any thread.
 */
final class Policies {

    private static final Logger LOG = LoggerFactory.getLogger(Policies.class);

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
        List<ModuleSettings> same = ofModule(added.module()).toList();
        if (same.size() > 1) {
            ModuleSettings other = same.get(0) == added ? same.get(1) : added;
            LOG.warn("of {} and {}, both for module {}, the first by name counts", same.get(0).source(), other.source(),
                    added.module());
        }
    }

    void remove(ModuleSettings removed) {
        settings.remove(removed);
    }

    Duration grace() {
        return defaults.grace();
    }

    ModulePolicy of(String module) {
        ModulePolicy policy = defaults.policy();
        return ofModule(module).findFirst().map(first -> first.over(policy)).orElse(policy);
    }

    Restarts restarts(String module) {
        Restarts restarts = defaults.restarts();
        return ofModule(module).findFirst().map(first -> first.over(restarts)).orElse(restarts);
    }

    private Stream<ModuleSettings> ofModule(String module) {
        return settings.stream().filter(each -> each.module().equals(module)).sorted(Comparator.comparing(
                ModuleSettings::source));
    }
}
