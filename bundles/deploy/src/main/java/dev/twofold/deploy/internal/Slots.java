/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.deploy.internal;

import dev.twofold.module.ModuleInfo;
import dev.twofold.module.ModuleManager;
import dev.twofold.module.RevisionId;
import dev.twofold.module.RevisionInfo;
import java.util.Optional;
import java.util.stream.Stream;

/** What the manager has at this moment. */
final class Slots {

    private final ModuleManager manager;

    Slots(ModuleManager manager) {
        this.manager = manager;
    }

    boolean hasModule(String name) {
        return manager.modules().stream().map(ModuleInfo::name).anyMatch(name::equals);
    }

    /** The revision in a module's current slot. */
    Optional<RevisionId> current(String module) {
        return allCurrent().filter(id -> id.module().equals(module)).findFirst();
    }

    /** The current revision that was made of a file. */
    Optional<RevisionId> currentMadeOf(Handover file) {
        return allCurrent().filter(id -> file.hasContent(id.sha256())).findFirst();
    }

    /** The revision in a module's old slot. */
    Optional<RevisionId> old(String module) {
        return manager.modules().stream().filter(info -> info.name().equals(module)).findFirst()
                .flatMap(ModuleInfo::old).map(RevisionInfo::id);
    }

    private Stream<RevisionId> allCurrent() {
        return manager.modules().stream().flatMap(module -> module.current().stream()).map(RevisionInfo::id);
    }
}
