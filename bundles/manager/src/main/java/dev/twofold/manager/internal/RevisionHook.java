/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.annotation.SwappableModule;
import java.util.Collection;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.hooks.resolver.ResolverHook;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.namespace.HostNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.namespace.extender.ExtenderNamespace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the framework itself keep the rules for revisions: only those that were granted a slot resolve, whoever installed
 * them; none is wired to another revision of its own module; none is a fragment's host, because its jar is all that there is
 * of a revision; and {@code singleton:=true} does not keep the second one out.
 * Called by the framework on any thread, for each resolution.
 */
final class RevisionHook implements ResolverHookFactory, ResolverHook {

    private static final Logger LOG = LoggerFactory.getLogger(RevisionHook.class);

    private final Set<String> granted = ConcurrentHashMap.newKeySet();
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /** Lets the bundle of this jar resolve from now on. */
    void grant(StoredJar jar) {
        granted.add(jar.location());
    }

    /** Does not let it resolve any more; a bundle that is resolved stays so. */
    void revoke(StoredJar jar) {
        granted.remove(jar.location());
    }

    @Override
    public ResolverHook begin(Collection<BundleRevision> triggers) {
        return this;
    }

    /**
     * Nothing is removed here: the framework would take what is left for all there is, and leave out capabilities of
     * bundles that are resolved already.
     */
    @Override
    public void filterResolvable(Collection<BundleRevision> candidates) {
        // see filterMatches: every module has at least the requirement that makes it one
    }

    @Override
    public void filterMatches(BundleRequirement requirement, Collection<BundleCapability> candidates) {
        BundleRevision revision = requirement.getRevision();
        if (!isModule(revision)) {
            if (requirement.getNamespace().equals(HostNamespace.HOST_NAMESPACE)) {
                candidates.removeIf(candidate -> isRefusedHost(revision, candidate.getRevision()));
            }
        } else if (granted.contains(revision.getBundle().getLocation())) {
            candidates.removeIf(candidate -> areRivals(revision, candidate.getRevision()));
        } else {
            candidates.clear();
        }
    }

    /** The framework says nothing of a fragment that has no host. */
    private boolean isRefusedHost(BundleRevision fragment, BundleRevision host) {
        if (!isModule(host)) {
            return false;
        }
        String bundle = fragment.getBundle().getBundleId() + " (" + fragment.getSymbolicName() + ")";
        if (told.add(bundle + host.getSymbolicName())) {
            LOG.warn("fragment {} is not attached to module {}, because the jar of a module is all that there is of it:"
                    + " put what it contains into the module, and uninstall the fragment", bundle, host
                            .getSymbolicName());
        }
        return true;
    }

    @Override
    public void filterSingletonCollisions(BundleCapability singleton, Collection<BundleCapability> candidates) {
        for (Iterator<BundleCapability> each = candidates.iterator(); each.hasNext();) {
            BundleRevision other = each.next().getRevision();
            if (isModule(other) && areRivals(singleton.getRevision(), other)) {
                each.remove();
            }
        }
    }

    @Override
    public void end() {
        // nothing is kept from one resolution to the next
    }

    private static boolean areRivals(BundleRevision one, BundleRevision other) {
        return !one.getBundle().equals(other.getBundle())
                && String.valueOf(one.getSymbolicName()).equals(other.getSymbolicName());
    }

    static boolean isModule(BundleRevision revision) {
        String optIn = "(" + ExtenderNamespace.EXTENDER_NAMESPACE + "=" + SwappableModule.EXTENDER + ")";
        return revision.getDeclaredRequirements(ExtenderNamespace.EXTENDER_NAMESPACE).stream()
                .anyMatch(requirement -> requirement.getDirectives().getOrDefault("filter", "").contains(optIn));
    }
}
