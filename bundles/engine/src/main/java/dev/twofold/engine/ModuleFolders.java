/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The folders in which modules keep their files, one for each module. They are made when they are asked for, and never
 * deleted. Safe from any thread.
 *
 * @param top where they lie, if there are any
 */
record ModuleFolders(Optional<Path> top) {

    /** The folder of a module, which is there when this returns. */
    Path of(String module) {
        Path folders = top.orElseThrow(() -> new IllegalStateException("module " + module
                + " has no folder, because this engine was made without one for them: use new Engine(folders)"));
        Path own = folders.resolve(module).toAbsolutePath().normalize();
        if (!folders.toAbsolutePath().normalize().equals(own.getParent())) {
            throw new IllegalStateException("module '" + module + "' has no folder, because its name cannot be that of"
                    + " one: choose another name");
        }
        try {
            return Files.isDirectory(own) ? own : Files.createDirectories(own); // it may be a link to another disk
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot make the folder " + own + " of module " + module
                    + "; make room or mend the permissions", failed);
        }
    }
}
