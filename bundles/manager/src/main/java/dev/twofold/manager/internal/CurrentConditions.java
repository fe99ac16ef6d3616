/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.annotation.SwappableModule;
import java.time.Duration;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the current revision of each module a condition that no other bundle sees. Told on the coordinator's thread; the
 * hooks run on any.
 */
final class CurrentConditions implements FindHook, EventListenerHook {

    private static final Logger LOG = LoggerFactory.getLogger(CurrentConditions.class);
    private static final String BUNDLE = "twofold.bundle.id";

    private final BundleContext context;
    private final Policies policies;
    private final Bounded bounded;
    private final ServiceUses uses;
    private final Map<String, CurrentCondition> conditions = new HashMap<>();

    CurrentConditions(BundleContext context, Policies policies, Bounded bounded, ServiceUses uses) {
        this.uses = uses;
        this.bounded = bounded;
        this.context = context;
        this.policies = policies;
    }

    /** After an operation: the components of the revision before have stopped when those of the current one start. */
    void follow(String module, Optional<Slots> slots) {
        Optional<Bundle> bundle = slots.flatMap(Slots::current).map(Revision::bundle);
        Optional<Bundle> current = bundle.filter(each -> each.getState() == Bundle.ACTIVE);
        boolean hangs = bundle.filter(each -> each.getState() == Bundle.STOPPING).isPresent(); // its stop was waited for
        try {
            conditions.computeIfAbsent(module, name -> new CurrentCondition(bounded, uses, this::register)).pass(
                    current,
                    hangs ? Duration.ZERO : policies.of(module).stopLimit());
        } catch (RefusedException late) {
            LOG.warn("module {}: {}; until then its next revision runs no such component", module, late.getMessage());
        }
    }

    private ServiceRegistration<Condition> register(Bundle bundle) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(Condition.CONDITION_ID, SwappableModule.CURRENT);
        properties.put(BUNDLE, bundle.getBundleId());
        return context.registerService(Condition.class, Condition.INSTANCE, properties);
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
