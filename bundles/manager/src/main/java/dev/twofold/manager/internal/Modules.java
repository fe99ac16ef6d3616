/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.engine.ServerGroup;
import dev.twofold.engine.Engine;
import dev.twofold.module.ModuleInfo;
import dev.twofold.module.RevisionInfo;
import dev.twofold.module.RevisionInfo.Slot;
import dev.twofold.module.RunningServer;
import dev.twofold.module.SwapReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.osgi.framework.Bundle;

/** All modules with their slots. Changed by the coordinator's thread only, read by any. */
final class Modules {

    private final ConcurrentMap<String, Slots> slots = new ConcurrentHashMap<>();
    private final Engine engine;
    private final Policies policies;
    private final PurgeWatch watch;
    private volatile Consumer<String> removed = name -> {};

    Modules(Engine engine, Policies policies, PurgeWatch watch) {
        this.engine = engine;
        this.policies = policies;
        this.watch = watch;
    }

    Optional<Slots> find(String name) {
        return Optional.ofNullable(slots.get(name));
    }

    Slots require(String name) throws RefusedException {
        Slots found = slots.get(name);
        if (found == null) {
            String known = String.join(", ", slots.keySet().stream().sorted().toList());
            throw new RefusedException("there is no module '" + name + "'; "
                    + (known.isEmpty() ? "none is loaded" : "there are: " + known));
        }
        return found;
    }

    List<Slots> all() {
        return slots.values().stream().sorted(Comparator.comparing(Slots::name)).toList();
    }

    void put(Slots changed) {
        slots.put(changed.name(), changed);
    }

    /** Who is told, on the coordinator's thread, that a module is about to go. */
    void whenRemoved(Consumer<String> told) {
        removed = told;
    }

    void remove(String name) {
        removed.accept(name);
        slots.remove(name);
    }

    void reported(SwapReport report) {
        slots.computeIfPresent(report.module(), (name, known) -> known.with(report));
    }

    List<ModuleInfo> infos() {
        return all().stream().map(this::info).toList();
    }

    private ModuleInfo info(Slots known) {
        ServerGroup group = engine.group(known.name());
        return new ModuleInfo(known.name(), known.current().map(revision -> info(group, revision, Slot.CURRENT)),
                known.old().map(revision -> info(group, revision, Slot.OLD)), watch.lingering(known.name()), known
                        .lastReport(),
                policies.of(known.name()));
    }

    /** Which server runs which revision, those of the old one first. */
    List<RunningServer> running(String name) {
        List<RunningServer> running = new ArrayList<>();
        find(name).ifPresent(known -> {
            known.old().ifPresent(revision -> running.addAll(running(revision, Slot.OLD)));
            known.current().ifPresent(revision -> running.addAll(running(revision, Slot.CURRENT)));
        });
        return running;
    }

    private List<RunningServer> running(Revision revision, Slot slot) {
        return engine.group(revision.id().module()).whoRuns(revision.authorsCodes()).stream()
                .map(server -> new RunningServer(server.name(), server.type(), revision.id(), slot)).toList();
    }

    private static RevisionInfo info(ServerGroup group, Revision revision, Slot slot) {
        return new RevisionInfo(revision.id(), slot, revision.bundle().getBundleId(), state(revision.bundle()),
                group.running(revision.authorsCodes()));
    }

    private static String state(Bundle bundle) {
        return switch (bundle.getState()) {
            case Bundle.UNINSTALLED -> "UNINSTALLED";
            case Bundle.INSTALLED -> "INSTALLED";
            case Bundle.RESOLVED -> "RESOLVED";
            case Bundle.STARTING -> "STARTING";
            case Bundle.STOPPING -> "STOPPING";
            case Bundle.ACTIVE -> "ACTIVE";
            default -> String.valueOf(bundle.getState());
        };
    }
}
