/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceObjects;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.hooks.bundle.EventHook;

/**
 * The services that a module's bundle uses when its components end. Felix notes each use, and keeps the note with the bundle
 * in it after the service was given back, until that service goes: with every upgrade one more bundle would never be
 * collected. Only a use that ends through {@link ServiceObjects} leaves no note. So each gets one of these besides, which ends
 * last: when Declarative Services has ended the components, and the bundle's context is still valid. Safe from any thread.
 */
final class ServiceUses implements EventHook, SynchronousBundleListener {

    /** Declarative Services asks it in the name of each bundle, and gives it back at once. */
    private static final String CONFIGURATION_ADMIN = "org.osgi.service.cm.ConfigurationAdmin";

    private final Map<Bundle, List<Use<?>>> uses = new ConcurrentHashMap<>();
    /** Those of the time when it was complete: somebody may have ended the component that used one since. */
    private final Map<Bundle, List<WeakReference<ServiceReference<?>>>> first = new ConcurrentHashMap<>();
    private final BundleContext components;
    private final Predicate<Bundle> wanted;

    /**
     * For some bundles.
     *
     * @param components of Declarative Services: a listener of its own is told after it has ended the components
     * @param wanted which
     */
    ServiceUses(BundleContext components, Predicate<Bundle> wanted) {
        this.components = components;
        this.wanted = wanted;
    }

    private record Use<S>(ServiceObjects<S> objects, S service) {

        void end() {
            try {
                objects.ungetService(service);
            } catch (IllegalStateException | IllegalArgumentException over) { // with the service, or with the bundle
                return;
            }
        }
    }

    void start() {
        components.addBundleListener(this);
    }

    void stop() {
        try {
            components.removeBundleListener(this);
        } catch (IllegalStateException over) { // Declarative Services has stopped, and its listeners are gone with it
            return;
        }
    }

    /** A bundle is complete. */
    void complete(Bundle bundle) {
        first.put(bundle, inUse(bundle).<WeakReference<ServiceReference<?>>>map(WeakReference::new).toList());
        if (bundle.getState() == Bundle.UNINSTALLED) { // meanwhile
            first.remove(bundle);
        }
    }

    /** A bundle begins to stop; no listener knows it yet. */
    @Override
    public void event(BundleEvent event, Collection<BundleContext> listeners) {
        if (event.getType() == BundleEvent.STOPPING && wanted.test(event.getBundle())) {
            hold(event.getBundle());
        }
    }

    /** Components of a bundle are about to end. */
    void hold(Bundle bundle) {
        BundleContext context = bundle.getBundleContext();
        if (context != null && !uses.containsKey(bundle)) {
            List<Use<?>> found = uses(bundle, context); // by others' code, so not while the map is locked
            if (uses.putIfAbsent(bundle, found) != null) {
                found.forEach(Use::end);
            }
        }
    }

    /** They have ended. */
    void release(Bundle bundle) {
        Optional.ofNullable(uses.remove(bundle)).ifPresent(ended -> ended.forEach(Use::end));
    }

    private static Stream<ServiceReference<?>> inUse(Bundle bundle) {
        return Stream.ofNullable(bundle.getServicesInUse()).flatMap(Arrays::stream);
    }

    private List<Use<?>> uses(Bundle bundle, BundleContext context) {
        List<Use<?>> found = new ArrayList<>();
        try {
            Stream.of(inUse(bundle), first(bundle), Stream.ofNullable(context.getServiceReference(
                    CONFIGURATION_ADMIN))).flatMap(services -> services).distinct()
                    .filter(service -> !bundle.equals(service.getBundle())) // its own go before it does
                    .forEach(service -> use(context, service).ifPresent(found::add));
        } catch (RuntimeException over) { // somebody else was faster, or a service cannot be had: that is no reason to stay
            return found;
        }
        return found;
    }

    /** A service that has gone may keep the bundle in mind that had it, so it is not kept here. */
    private Stream<ServiceReference<?>> first(Bundle bundle) {
        return first.getOrDefault(bundle, List.of()).stream().flatMap(service -> Stream.ofNullable(service.get()));
    }

    /** Of a prototype each use is another one, and leaves no note. */
    private static <S> Optional<Use<S>> use(BundleContext context, ServiceReference<S> service) {
        if (Constants.SCOPE_PROTOTYPE.equals(service.getProperty(Constants.SERVICE_SCOPE))) {
            return Optional.empty();
        }
        ServiceObjects<S> objects = context.getServiceObjects(service); // nothing if the service has just gone
        return Optional.ofNullable(objects).map(ServiceObjects::getService).map(used -> new Use<>(objects, used));
    }

    /** All components of a bundle have ended. */
    @Override
    public void bundleChanged(BundleEvent event) {
        if ((event.getType() & (BundleEvent.STOPPING | BundleEvent.STOPPED | BundleEvent.UNINSTALLED)) != 0) {
            release(event.getBundle());
        }
        if (event.getType() == BundleEvent.UNINSTALLED) {
            first.remove(event.getBundle());
        }
    }
}
