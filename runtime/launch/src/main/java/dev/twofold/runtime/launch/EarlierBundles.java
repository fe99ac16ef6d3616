/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.runtime.launch;

import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/**
 * Uninstalls the bundles that another distribution has brought into the platform's folder and this one does not. The launcher
 * leaves them there: they would go on beside their successors, or be in the way of one that has the same version.
 */
public final class EarlierBundles implements BundleActivator {

    /** Asks the launcher to start this before it installs anything. */
    public static final String IMMEDIATE = "AFTER_FRAMEWORK_INIT";

    private static final String BUNDLES = "launch.bundles";

    /** Where the launcher's jar holds bundles; no location that somebody else gives a bundle begins so. */
    private static final String SHIPPED = "jar/";

    @Override
    public void start(BundleContext context) throws BundleException {
        Set<String> shipped = Set.of(context.getProperty(BUNDLES).split(","));
        for (Bundle bundle : context.getBundles()) {
            String location = bundle.getLocation();
            if (location.startsWith(SHIPPED) && !shipped.contains(location)) {
                bundle.uninstall();
            }
        }
    }

    @Override
    public void stop(BundleContext context) {
        // What is to be done is done at the start.
    }
}
