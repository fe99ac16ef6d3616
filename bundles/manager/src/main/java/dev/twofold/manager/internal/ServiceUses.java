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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceObjects;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.hooks.bundle.EventHook;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The services that a module's bundle uses when its components end. Felix notes each use, and keeps the note with the bundle
 * in it after the service was given back, until that service goes: with every upgrade one more bundle would never be
 * collected. Only a use that ends through {@link ServiceObjects} leaves no note. So each gets one of these besides, which ends
 * last: when Declarative Services has ended the components, and the bundle's context is still valid. Safe from any thread.
 */
final class ServiceUses implements EventHook, SynchronousBundleListener {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceUses.class);

    /** How long a stop waits for what others make. */
    private static final long MAKING_MILLIS = 1_000;

    /** Declarative Services asks it in the name of each bundle, and gives it back at once. */
    private static final String CONFIGURATION_ADMIN = "org.osgi.service.cm.ConfigurationAdmin";

    private final Map<Bundle, Held> uses = new ConcurrentHashMap<>();
    /** Those of the time when it was complete: somebody may have ended the component that used one since. */
    private final Map<Bundle, List<WeakReference<ServiceReference<?>>>> first = new ConcurrentHashMap<>();
    private final AsideThreads aside = new AsideThreads("twofold-uses");
    private final BundleContext components;
    private final OwnHands hands;
    private final Predicate<Bundle> wanted;

    /**
     * For some bundles.
     *
     * @param components of Declarative Services: a listener of its own is told after it has ended the components
     * @param hands stop bundles on a thread that is left alone when it hangs
     * @param wanted which
     */
    ServiceUses(BundleContext components, OwnHands hands, Predicate<Bundle> wanted) {
        this.hands = hands;
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

    /** The uses of one bundle. One that comes when they have ended ends at once. */
    private static final class Held {

        private final List<Use<?>> uses = new ArrayList<>();
        private boolean ended;

        void add(Use<?> use) {
            if (!keeps(use)) {
                use.end();
            }
        }

        private synchronized boolean keeps(Use<?> use) {
            return !ended && uses.add(use);
        }

        void end() {
            taken().forEach(Use::end);
        }

        private synchronized List<Use<?>> taken() {
            ended = true;
            return List.copyOf(uses);
        }
    }

    void start() {
        components.addBundleListener(this);
    }

    void stop() {
        aside.close();
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
            hold(event.getBundle(), hands.hold(event.getBundle()));
        }
    }

    /** Components of a bundle are about to end; on a thread that is left alone when it hangs. */
    void hold(Bundle bundle) {
        hold(bundle, true);
    }

    /** @param left whether the thread is left alone when it hangs */
    private void hold(Bundle bundle, boolean left) {
        BundleContext context = bundle.getBundleContext();
        if (context != null && !uses.containsKey(bundle)) {
            Held held = new Held(); // others' code fills it, so not while the map is locked
            Map<Boolean, List<ServiceReference<?>>> services = services(bundle, context).stream()
                    .collect(Collectors.partitioningBy(service -> !left && isMade(service)));
            use(context, services.get(false), held);
            if (!services.get(true).isEmpty()) {
                aside(bundle, () -> use(context, services.get(true), held));
            }
            if (uses.putIfAbsent(bundle, held) != null) {
                held.end();
            }
        }
    }

    /** Whether a factory makes it for each bundle, and may be doing so at this moment. */
    private static boolean isMade(ServiceReference<?> service) {
        return Constants.SCOPE_BUNDLE.equals(service.getProperty(Constants.SERVICE_SCOPE))
                && !List.of((String[]) service.getProperty(Constants.OBJECTCLASS)).contains(CONFIGURATION_ADMIN);
    }

    /** A factory that does not come back is left alone with its thread. */
    private void aside(Bundle bundle, Runnable work) {
        CountDownLatch made = new CountDownLatch(1);
        aside.run(() -> {
            work.run();
            made.countDown();
        });
        try {
            made.await(MAKING_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (made.getCount() > 0) {
            LOG.warn("a service that bundle {} uses is not made: the bundle is kept in memory until that service goes",
                    bundle);
        }
    }

    /** They have ended. */
    void release(Bundle bundle) {
        Optional.ofNullable(uses.remove(bundle)).ifPresent(Held::end);
    }

    private static Stream<ServiceReference<?>> inUse(Bundle bundle) {
        return Stream.ofNullable(bundle.getServicesInUse()).flatMap(Arrays::stream);
    }

    private List<ServiceReference<?>> services(Bundle bundle, BundleContext context) {
        try {
            return Stream.of(inUse(bundle), first(bundle), Stream.ofNullable(context.getServiceReference(
                    CONFIGURATION_ADMIN))).<ServiceReference<?>>flatMap(services -> services).distinct()
                    .filter(service -> !bundle.equals(service.getBundle())) // its own go before it does
                    .toList();
        } catch (RuntimeException over) { // somebody else was faster
            return List.of();
        }
    }

    /** A service that has gone may keep the bundle in mind that had it, so it is not kept here. */
    private Stream<ServiceReference<?>> first(Bundle bundle) {
        return first.getOrDefault(bundle, List.of()).stream().flatMap(service -> Stream.ofNullable(service.get()));
    }

    private static void use(BundleContext context, List<ServiceReference<?>> services, Held held) {
        for (ServiceReference<?> service : services) {
            try {
                use(context, service).ifPresent(held::add);
            } catch (RuntimeException over) { // somebody else was faster, or it cannot be had: that is no reason to stay
                LOG.debug("{} cannot be held until its user has stopped", service, over);
            }
        }
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
