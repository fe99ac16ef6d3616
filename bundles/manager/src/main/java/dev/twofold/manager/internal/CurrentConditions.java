/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.annotation.SwappableModule;
import java.util.Collection;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.hooks.service.EventListenerHook;
import org.osgi.framework.hooks.service.FindHook;
import org.osgi.framework.hooks.service.ListenerHook.ListenerInfo;
import org.osgi.service.condition.Condition;

/**
 * Gives the current revision of each module a condition that no other bundle sees. Given and taken on the coordinator's
 * thread; the hooks run on any.
 */
final class CurrentConditions implements FindHook, EventListenerHook {

    private static final String BUNDLE = "twofold.bundle.id";

    private final BundleContext context;
    private final Map<String, Given> given = new HashMap<>();

    private record Given(long bundle, ServiceRegistration<Condition> registration) {
    }

    CurrentConditions(BundleContext context) {
        this.context = context;
    }

    /** After an operation: the components of the revision before have stopped when those of the current one start. */
    void follow(String module, Optional<Slots> slots) {
        Optional<Long> current = slots.flatMap(Slots::current).map(Revision::bundle)
                .filter(bundle -> bundle.getState() == Bundle.ACTIVE).map(Bundle::getBundleId);
        Given before = given.get(module);
        if (before != null && current.filter(id -> id == before.bundle()).isEmpty()) {
            given.remove(module);
            before.registration().unregister();
        }
        current.ifPresent(id -> given.computeIfAbsent(module, name -> give(id)));
    }

    private Given give(long bundle) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(Condition.CONDITION_ID, SwappableModule.CURRENT);
        properties.put(BUNDLE, bundle);
        return new Given(bundle, context.registerService(Condition.class, Condition.INSTANCE, properties));
    }

    @Override
    public void find(BundleContext finder, String name, String filter, boolean all,
            Collection<ServiceReference<?>> references) {
        references.removeIf(reference -> isHidden(reference, finder));
    }

    @Override
    public void event(ServiceEvent event, Map<BundleContext, Collection<ListenerInfo>> listeners) {
        listeners.keySet().removeIf(listener -> isHidden(event.getServiceReference(), listener));
    }

    private static boolean isHidden(ServiceReference<?> reference, BundleContext from) {
        return reference.getProperty(BUNDLE) instanceof Long owner
                && SwappableModule.CURRENT.equals(reference.getProperty(Condition.CONDITION_ID))
                && from.getBundle().getBundleId() != owner;
    }
}
