/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.annotation.CodeChangeOf;
import dev.twofold.annotation.ServerType;
import dev.twofold.code.ChangeContext;
import dev.twofold.code.CodeChange;
import dev.twofold.engine.migration.ChangeChain;
import dev.twofold.engine.migration.ChangeOffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.VersionRange;

/** Finds the code changes for a server type among the services. Belongs to one swap; closing it gives them back. */
final class CodeChanges implements AutoCloseable {

    private final BundleContext context;
    private final Components components;
    private final List<ServiceReference<?>> used = new ArrayList<>();
    private final Map<ServiceReference<CodeChange>, Kept> kept = new LinkedHashMap<>();

    CodeChanges(BundleContext context, Components components) {
        this.context = context;
        this.components = components;
    }

    /** A service of a bundle that has been stopped since. */
    private record Kept(CodeChange change, ChangeOffer<ServiceReference<CodeChange>> offer) {
    }

    /** Gets the services of a bundle that is about to be stopped, to use them all the same. */
    void keep(Bundle leaving) throws RefusedException {
        for (ServiceReference<CodeChange> service : services()) {
            if (leaving.equals(service.getBundle())) {
                ChangeOffer<ServiceReference<CodeChange>> offer = offer(service);
                kept.put(service, new Kept(use(service), offer));
            }
        }
    }

    /** The services that change states of this type, one after the other; without any they are carried over by shape. */
    ChangeChain<ServiceReference<CodeChange>> find(ChangeContext wanted) throws RefusedException {
        List<ChangeOffer<ServiceReference<CodeChange>>> offers = new ArrayList<>(kept.values().stream().map(Kept::offer)
                .toList());
        for (ServiceReference<CodeChange> service : services()) {
            if (!kept.containsKey(service)) {
                offers.add(offer(service));
            }
        }
        try {
            return ChangeChain.find(offers, wanted);
        } catch (IllegalArgumentException tie) {
            throw new RefusedException(tie.getMessage());
        }
    }

    /** Gets a service; it is given back when this is closed. */
    CodeChange use(ServiceReference<CodeChange> service) throws RefusedException {
        if (kept.containsKey(service)) {
            return kept.get(service).change();
        }
        used.add(service);
        CodeChange change = context.getService(service);
        if (change == null) {
            throw new RefusedException("a CodeChange of bundle " + service.getBundle() + " could not be activated: "
                    + String.join("; ", components.failures(service.getBundle())));
        }
        return change;
    }

    @Override
    public void close() {
        used.forEach(context::ungetService);
    }

    private Collection<ServiceReference<CodeChange>> services() {
        try {
            return context.getServiceReferences(CodeChange.class, null);
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static ChangeOffer<ServiceReference<CodeChange>> offer(ServiceReference<CodeChange> service)
            throws RefusedException {
        String module = text(service, CodeChangeOf.MODULE);
        Bundle bundle = service.getBundle();
        return new ChangeOffer<>("a CodeChange of bundle " + bundle, service,
                module.isEmpty() ? bundle.getSymbolicName() : module, text(service, ServerType.TYPE),
                range(service, CodeChangeOf.FROM), range(service, CodeChangeOf.TO),
                service.getProperty(Constants.SERVICE_RANKING) instanceof Integer ranking ? ranking : 0);
    }

    private static String text(ServiceReference<?> service, String property) {
        return service.getProperty(property) instanceof String text ? text.trim() : "";
    }

    private static VersionRange range(ServiceReference<?> service, String property) throws RefusedException {
        try {
            return new VersionRange(text(service, property));
        } catch (IllegalArgumentException wrong) {
            throw new RefusedException("a CodeChange of bundle " + service.getBundle()
                    + " has no range of versions in its property '" + property
                    + "' (" + wrong.getMessage() + "): annotate it with @CodeChangeOf, and write ranges such as"
                    + " [1.0,1.1)");
        }
    }
}
