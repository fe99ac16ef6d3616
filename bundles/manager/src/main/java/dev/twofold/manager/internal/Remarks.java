/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;

/** What is allowed in a module and should be known of it all the same: warnings of a report. */
final class Remarks {

    private Remarks() {}

    /** Of a revision that has been started: what of it runs although it may not be current. */
    static void onStart(Revision revision, List<String> unconditional, Steps steps) {
        if (!unconditional.isEmpty()) {
            steps.warn("components of " + revision.id()
                    + " run whether or not it is current, so two revisions run them at"
                    + " once during a swap: " + String.join(", ", unconditional) + "; let each have the property"
                    + " osgi.ds.satisfying.condition.target=(osgi.condition.id=twofold.current)");
        }
        String activator = revision.bundle().getHeaders("").get(Constants.BUNDLE_ACTIVATOR);
        if (activator != null) {
            steps.warn("the Bundle-Activator " + activator + " of " + revision.id()
                    + " runs whether or not the revision"
                    + " is current: make it a component that follows the condition twofold.current");
        }
    }

    /** Of a revision that is installed and is only to be tried: nothing of it must run that is for the current one alone. */
    static void refuseWhatRuns(Revision revision, List<String> unconditional) throws RefusedException {
        List<String> names = new ArrayList<>(unconditional);
        String activator = revision.bundle().getHeaders("").get(Constants.BUNDLE_ACTIVATOR);
        if (activator != null) {
            names.add("Bundle-Activator " + activator);
        }
        if (!names.isEmpty()) {
            throw new RefusedException("not rehearsed: it would run what does not follow the condition twofold.current,"
                    + " beside what the current revision runs: " + String.join(", ", names)
                    + "; let each follow it, or rehearse with force if that does no harm");
        }
    }

    /** Of a revision that is left or removed: which other bundles hold it. */
    static void onLeave(Revision revision, Steps steps) {
        TreeMap<String, TreeSet<String>> packages = new TreeMap<>();
        BundleWiring wiring = revision.bundle().adapt(BundleWiring.class);
        List<BundleWire> wires = wiring == null ? null : wiring.getProvidedWires(null);
        if (wires == null) {
            return;
        }
        for (BundleWire wire : wires) {
            Bundle user = wire.getRequirer().getBundle();
            Object name = wire.getCapability().getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE);
            packages.computeIfAbsent(user.getSymbolicName() + " " + user.getVersion(), bundle -> new TreeSet<>())
                    .add(name == null ? wire.getCapability().getNamespace() : name.toString());
        }
        packages.forEach((bundle, names) -> steps.warn("bundle " + bundle + " is wired to " + String.join(", ", names)
                + " of " + revision.id() + " and keeps its classes until it is refreshed: export such packages from a"
                + " bundle that is no module"));
    }
}
