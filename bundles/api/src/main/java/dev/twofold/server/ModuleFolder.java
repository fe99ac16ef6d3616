/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

import java.nio.file.Path;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The folder for a module's own files, for those of its components that are no servers: a service, which each bundle gets for
 * itself. A server has it from its {@link ServerContext}.
 */
@ProviderType
public interface ModuleFolder {

    /**
     * The folder of the module that has asked for the service; the same as {@link ServerContext#moduleFolder()}, where is said
     * what holds for the files in it.
     *
     * @return absolute path of the folder, which is there
     * @throws IllegalStateException if the bundle that has asked is no module
     * @throws java.io.UncheckedIOException if it cannot be made
     */
    Path path();
}
