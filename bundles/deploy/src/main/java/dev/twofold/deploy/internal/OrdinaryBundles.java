/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.deploy.internal;

import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/**
 * The bundles that may give a refused module what it misses, in a form that can be compared. Revisions of modules are
 * left out: they come and go with every attempt.
 */
final class OrdinaryBundles implements Supplier<Set<String>> {

    /** How the manager's bundle locations begin. */
    private static final String MODULE_LOCATION = "twofold:";

    private static final int IN_USE = Bundle.RESOLVED | Bundle.STARTING | Bundle.ACTIVE | Bundle.STOPPING;

    private final BundleContext context;

    OrdinaryBundles(BundleContext context) {
        this.context = context;
    }

    @Override
    public Set<String> get() {
        return Stream.of(context.getBundles())
                .filter(bundle -> !bundle.getLocation().startsWith(MODULE_LOCATION))
                .filter(bundle -> (bundle.getState() & IN_USE) != 0)
                .map(OrdinaryBundles::describe)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String describe(Bundle bundle) {
        return bundle.getBundleId() + ":" + bundle.getLastModified() + ":" + (bundle.getState() == Bundle.ACTIVE);
    }
}
