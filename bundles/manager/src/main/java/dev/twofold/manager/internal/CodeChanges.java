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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.VersionRange;
import org.osgi.service.component.ComponentConstants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the code changes for a server type among the services. Belongs to one swap; closing it gives them back. */
final class CodeChanges implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CodeChanges.class);

    private final BundleContext context;
    private final Components components;
    private final Bounded bounded;
    private final Duration limit;
    private final List<ServiceReference<?>> used = new ArrayList<>();
    private final Map<ServiceReference<CodeChange>, Kept> kept = new LinkedHashMap<>();

    /** @param limit how long the activation of each may take */
    CodeChanges(BundleContext context, Components components, Bounded bounded, Duration limit) {
        this.context = context;
        this.components = components;
        this.bounded = bounded;
        this.limit = limit;
    }

    /** A service of a bundle that has been stopped since. */
    private record Kept(CodeChange change, ChangeOffer<ServiceReference<CodeChange>> offer) {
    }

    /** Gets the services of a bundle that is about to be stopped, to use them all the same. */
    void keep(Bundle leaving) throws RefusedException {
        for (ServiceReference<CodeChange> service : services()) {
            if (leaving.equals(service.getBundle())) {
                ChangeOffer<ServiceReference<CodeChange>> offer = offer(service, leaving);
                kept.put(service, new Kept(use(offer), offer));
            }
        }
    }

    /** The services that change states of this type, one after the other; without any they are carried over by shape. */
    ChangeChain<ServiceReference<CodeChange>> find(ChangeContext wanted) throws RefusedException {
        try {
            return ChangeChain.find(offers(), wanted);
        } catch (IllegalArgumentException tie) {
            throw new RefusedException(tie.getMessage());
        }
    }

    /**
     * What is there for these versions and server types that there are not: by a slip of the pen, most of the time.
     *
     * @param wanted whose state nobody changes
     * @param to the revision changed to
     */
    Optional<String> astray(ChangeContext wanted, Revision to) throws RefusedException {
        List<String> astray = offers().stream().filter(offer -> offer.module().equals(wanted.module()))
                .filter(offer -> offer.from().includes(wanted.from()) || offer.to().includes(wanted.to()))
                .filter(offer -> !offer.serverType().isEmpty() && !to.types().containsKey(offer.serverType()))
                .map(offer -> offer.name() + " for server type '" + offer.serverType() + "', which " + to.id()
                        + " does not have")
                .distinct().sorted().toList();
        return astray.isEmpty() ? Optional.empty() : Optional.of("there is " + String.join("; ", astray));
    }

    private List<ChangeOffer<ServiceReference<CodeChange>>> offers() throws RefusedException {
        List<ChangeOffer<ServiceReference<CodeChange>>> offers = new ArrayList<>(kept.values().stream().map(Kept::offer)
                .toList());
        for (ServiceReference<CodeChange> service : services()) {
            Bundle bundle = service.getBundle();
            if (bundle != null && !kept.containsKey(service)) { // or it has gone meanwhile
                offers.add(offer(service, bundle));
            }
        }
        return offers;
    }

    /** Gets what is offered; it is given back when this is closed. */
    CodeChange use(ChangeOffer<ServiceReference<CodeChange>> offer) throws RefusedException {
        ServiceReference<CodeChange> service = offer.service();
        if (kept.containsKey(service)) {
            return kept.get(service).change();
        }
        AtomicBoolean given = new AtomicBoolean();
        try {
            CodeChange change = bounded.run("the activation of the CodeChange " + offer.name(), limit, true,
                    () -> activated(offer, given));
            used.add(service);
            return change;
        } catch (BundleException impossible) {
            throw new IllegalStateException(impossible);
        } catch (RefusedException refused) {
            if (given.getAndSet(true)) { // just now, too late
                used.add(service);
            }
            throw refused;
        }
    }

    /**
     * The service itself.
     *
     * @param given is set by who comes first, this or the one that has given it up: the second has to give the service back
     */
    private CodeChange activated(ChangeOffer<ServiceReference<CodeChange>> offer, AtomicBoolean given)
            throws RefusedException {
        ServiceReference<CodeChange> service = offer.service();
        CodeChange change = context.getService(service);
        if (change != null && given.getAndSet(true)) {
            context.ungetService(service);
        }
        Bundle bundle = service.getBundle();
        if (change == null) {
            throw new RefusedException("the CodeChange " + offer.name() + (bundle == null
                    ? " has gone meanwhile: somebody has stopped its bundle, try again"
                    : " could not be activated: " + components.failure(bundle, service)));
        }
        return change;
    }

    @Override
    public void close() {
        if (used.isEmpty()) {
            return;
        }
        try {
            bounded.run("the deactivation of a CodeChange", limit, true, () -> {
                used.forEach(context::ungetService);
                return used;
            });
        } catch (BundleException | RefusedException late) { // the swap is over all the same
            LOG.warn("{}", late.getMessage());
        }
    }

    private Collection<ServiceReference<CodeChange>> services() {
        try {
            return context.getServiceReferences(CodeChange.class, null);
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private ChangeOffer<ServiceReference<CodeChange>> offer(ServiceReference<CodeChange> service, Bundle bundle)
            throws RefusedException {
        String module = text(service, CodeChangeOf.MODULE);
        String name = className(service, bundle) + " of " + bundle.getSymbolicName() + " " + bundle.getVersion();
        return new ChangeOffer<>(name, service, module.isEmpty() ? bundle.getSymbolicName() : module,
                text(service, ServerType.TYPE), range(name, service, CodeChangeOf.FROM),
                range(name, service, CodeChangeOf.TO),
                service.getProperty(Constants.SERVICE_RANKING) instanceof Integer ranking ? ranking : 0);
    }

    /** By this an author knows it, also when its bundle has gone. Nothing is activated for its name. */
    private String className(ServiceReference<CodeChange> service, Bundle bundle) {
        return service.getProperty(ComponentConstants.COMPONENT_NAME) instanceof String component
                ? components.className(bundle, component)
                : "CodeChange service " + service.getProperty(Constants.SERVICE_ID);
    }

    private static String text(ServiceReference<?> service, String property) {
        return service.getProperty(property) instanceof String text ? text.trim() : "";
    }

    private static VersionRange range(String name, ServiceReference<?> service, String property)
            throws RefusedException {
        try {
            return new VersionRange(text(service, property));
        } catch (IllegalArgumentException wrong) {
            throw new RefusedException("the CodeChange " + name + " has no range of versions in its property '"
                    + property
                    + "' (" + wrong.getMessage() + "): annotate it with @CodeChangeOf, and write ranges such as"
                    + " [1.0,1.1)");
        }
    }
}
