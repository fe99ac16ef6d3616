/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.engine.Engine;
import dev.twofold.server.ModuleFolder;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;

/** Gives each module its own folder, whichever of its revisions asks. Safe from any thread. */
record ModuleFolderFactory(Engine engine) implements ServiceFactory<ModuleFolder> {

    @Override
    public ModuleFolder getService(Bundle bundle, ServiceRegistration<ModuleFolder> registration) {
        String name = bundle.getSymbolicName();
        if (bundle.getLocation().startsWith(StoredJar.LOCATION_PREFIX)) {
            return () -> engine.moduleFolder(name);
        }
        return () -> {
            throw new IllegalStateException("bundle " + name
                    + " has no module folder, because it was not loaded as a module:"
                    + " use its BundleContext.getDataFile, or load it with module:load");
        };
    }

    @Override
    public void ungetService(Bundle bundle, ServiceRegistration<ModuleFolder> registration, ModuleFolder service) {
        // it holds nothing
    }
}
