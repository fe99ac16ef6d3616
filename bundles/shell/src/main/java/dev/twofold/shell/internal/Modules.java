/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import dev.twofold.module.ModuleInfo;
import dev.twofold.module.ModuleManager;
import java.util.List;

/** Finds a module by its name, or says which there are. */
record Modules(ModuleManager manager) {

    static final String NONE = "no module is loaded. Drop a jar into the deploy folder, "
            + "or load one with module:load PATH.";

    ModuleInfo find(String name) {
        List<ModuleInfo> modules = manager.modules();
        return modules.stream().filter(module -> module.name().equals(name)).findFirst().orElseThrow(
                () -> Names.unknown("module", name, modules.stream().map(ModuleInfo::name).toList(), NONE));
    }

    /** How a module that has no current revision gets one. */
    static String wayBack(ModuleInfo module) {
        return module.old().isPresent()
                ? "module:rollback " + module.name() + " makes the old one current"
                : "module:load PATH loads one";
    }
}
