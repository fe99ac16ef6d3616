/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.engine.ServerGroup.FailingChild;
import dev.twofold.module.Refusal;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Servers of current revisions that should run and do not. Unlike other refusals they are told for as long as it is so. Safe
 * from any thread.
 */
final class MissingServers {

    private final Modules modules;
    private final ModuleServers servers;
    private final Restoring restoring;
    private final Policies policies;
    private final UnderWay underWay;
    private final Clock clock;

    /** By module: since when it is known that its supervisor has gone. */
    private final Map<String, Instant> unsupervised = new ConcurrentHashMap<>();

    MissingServers(Modules modules, ModuleServers servers, Restoring restoring, Policies policies, UnderWay underWay,
            Clock clock) {
        this.modules = modules;
        this.servers = servers;
        this.restoring = restoring;
        this.policies = policies;
        this.underWay = underWay;
        this.clock = clock;
    }

    List<Refusal> list() {
        List<Refusal> missing = new ArrayList<>();
        Set<String> waiting = Set.copyOf(restoring.waiting());
        for (Slots slots : modules.all()) {
            String module = slots.name();
            servers.failing(module).forEach(child -> missing.add(new Refusal(module, child.since(), text(child))));
            if (slots.current().isPresent() && !waiting.contains(module) && !isBusy() && !servers.isSupervised(
                    module)) {
                Instant since = unsupervised.computeIfAbsent(module, seen -> clock.instant());
                missing.add(new Refusal(module, since, text(policies.restarts(module))));
            } else {
                unsupervised.remove(module);
            }
        }
        return missing;
    }

    /** An operation may be about to start them. */
    private boolean isBusy() {
        return underWay.progress().isPresent();
    }

    private static String text(FailingChild child) {
        return "child '" + child.child() + "' of supervisor " + child.supervisor() + " does not start again (" + child
                .reason() + ") and is tried again and again: load a revision with which it starts, or end it"
                + " (Supervisors.terminateChild)";
    }

    private static String text(Restarts restarts) {
        return "its supervisor has given up, and its servers have ended: more than " + restarts.most()
                + " of them had to be"
                + " started again within " + restarts.period().toMillis() + " ms (the log tells why); load a revision"
                + " whose servers run, or the same jar again when what they lack is there";
    }
}
