/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.deploy.internal;

import dev.twofold.module.ModuleInfo;
import dev.twofold.module.ModuleManager;
import java.time.Clock;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tells of jars that lie in the folder although their module has been unloaded: they are among the refusals until it is
 * loaded again. What was refused for what the module had then is not refused any more. For the worker's thread only.
 */
final class Leftovers {

    private final ModuleManager manager;
    private final Directory directory;
    private final Inspector inspector;
    private final Memory memory;
    private final Clock clock;
    private final Set<String> told = new HashSet<>();
    private Set<String> loaded = Set.of();

    Leftovers(ModuleManager manager, Directory directory, Inspector inspector, Memory memory, Clock clock) {
        this.manager = manager;
        this.directory = directory;
        this.inspector = inspector;
        this.memory = memory;
        this.clock = clock;
    }

    /** Takes in what is loaded now, when all that lies in the folder has been handed over. */
    void look(Map<String, Stamp> listing) {
        Set<String> now = manager.modules().stream().map(ModuleInfo::name).collect(Collectors.toSet());
        told.retainAll(listing.keySet());
        listing.forEach((name, stamp) -> memory.get(name).filter(file -> file.stamp().equals(stamp))
                .ifPresent(file -> look(name, file, now)));
        loaded = now;
    }

    private void look(String name, Handover file, Set<String> now) {
        String module = inspector.inspect(directory.file(name), file.stamp()).symbolicName();
        if (now.contains(module) || file.isRefused() && !loaded.contains(module)) {
            if (told.remove(name) && !file.isRefused()) {
                manager.forget(name);
            }
            return;
        }
        if (file.isRefused()) {
            memory.put(name, new Handover(file.stamp(), file.sha256(), Standing.PASSED_OVER, clock.instant(), ""));
        }
        if (file.standing() != Standing.UNANSWERED && told.add(name)) {
            manager.refuse(name, text(module, file.standing() == Standing.UNLOADED));
        }
    }

    private static String text(String module, boolean forGood) {
        return forGood
                ? "not loaded: module " + module + " was unloaded when the jar of its current revision was deleted;"
                        + " touch this one to load it, or delete it"
                : "not loaded: module " + module + " was unloaded, and this jar lies in the folder still;"
                        + " touch it to load it, or delete it; the highest version is loaded at the next start";
    }
}
