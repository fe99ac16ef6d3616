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
    private boolean closed;

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
        ServiceRegistration<Condition> made = context.registerService(Condition.class, Condition.INSTANCE,
                new Hashtable<>(Map.of(Condition.CONDITION_ID, Readiness.READY)));
        if (!keep(made)) {
            made.unregister();
        }
    }

    private synchronized boolean keep(ServiceRegistration<Condition> made) {
        if (!closed) {
            registration = Optional.of(made);
        }
        return !closed;
    }

    void close() {
        Optional<ServiceRegistration<Condition>> made;
        synchronized (this) {
            told = true;
            closed = true;
            made = registration;
            registration = Optional.empty();
        }
        made.ifPresent(ServiceRegistration::unregister);
    }
}
