/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.annotation.SwappableModule;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.osgi.framework.Bundle;
import org.osgi.framework.hooks.resolver.ResolverHook;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.namespace.HostNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.namespace.extender.ExtenderNamespace;

/**
 * Lets the framework itself keep the rules for revisions: only those that were granted a slot resolve, whoever installed
 * them; none is wired to another revision of its own module; none is a fragment's host, because its jar is all that there is
 * of a revision; and {@code singleton:=true} does not keep the second one out.
 * Called by the framework on any thread, for each resolution.
 */
final class RevisionHook implements ResolverHookFactory, ResolverHook {

    private final Set<String> granted = ConcurrentHashMap.newKeySet();
    private final Consumer<String> news;

    /** Ids of the fragments that were told of, each with the module that it is for. */
    private final Map<Long, String> told = new ConcurrentHashMap<>();

    /** @param news is told what a user should know, while the framework resolves: it must not tell others before that is over */
    RevisionHook(Consumer<String> news) {
        this.news = news;
    }

    /** Lets the bundle of this jar resolve from now on. */
    void grant(StoredJar jar) {
        granted.add(jar.location());
    }

    /** Does not let it resolve any more; a bundle that is resolved stays so. */
    void revoke(StoredJar jar) {
        granted.remove(jar.location());
        String module = jar.id().module();
        if (granted.stream().noneMatch(location -> location.startsWith(StoredJar.LOCATION_PREFIX + module + "/"))) {
            told.values().removeIf(module::equals); // if it comes again that is told again
        }
    }

    /** A bundle has gone, or has other content. */
    void forget(Bundle bundle) {
        told.remove(bundle.getBundleId());
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
        long id = fragment.getBundle().getBundleId();
        String module = host.getSymbolicName();
        if (!module.equals(told.put(id, module))) {
            news.accept("fragment " + id + " (" + fragment.getSymbolicName() + ") is not attached to module " + module
                    + ", because the jar of a module is all that there is of it: put what it contains into the module,"
                    + " and uninstall the fragment");
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
