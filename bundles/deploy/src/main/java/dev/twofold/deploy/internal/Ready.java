/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.deploy.internal;

import dev.twofold.module.Readiness;
import java.util.Hashtable;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.condition.Condition;

/** The condition that the folder has been looked through once. Told by the worker's thread, withdrawn by any. */
final class Ready {

    private final BundleContext context;
    private Optional<ServiceRegistration<Condition>> registration = Optional.empty();
    private boolean told;

    Ready(BundleContext context) {
        this.context = context;
    }

    /** Registers it, the first time. */
    void tell() {
        synchronized (this) {
            if (told) {
                return;
            }
            told = true;
        }
        keep(context.registerService(Condition.class, Condition.INSTANCE,
                new Hashtable<>(Map.of(Condition.CONDITION_ID, Readiness.READY))));
    }

    private synchronized void keep(ServiceRegistration<Condition> made) {
        registration = Optional.of(made);
    }

    void close() {
        Optional<ServiceRegistration<Condition>> made;
        synchronized (this) {
            told = true;
            made = registration;
            registration = Optional.empty();
        }
        made.ifPresent(ServiceRegistration::unregister);
    }
}
