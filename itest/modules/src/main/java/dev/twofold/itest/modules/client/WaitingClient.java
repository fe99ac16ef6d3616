/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.client;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.condition.Condition;

/** Waits for a module, and tells how often it was activated. */
@Component(service = LongSupplier.class, immediate = true, property = "client=waiting")
public final class WaitingClient implements LongSupplier {

    private static final AtomicLong ACTIVATIONS = new AtomicLong();

    /** Counts this activation. */
    @Activate
    public WaitingClient(@Reference(target = "(osgi.condition.id=twofold.module.ledger)") Condition up) {
        ACTIVATIONS.incrementAndGet();
    }

    @Override
    public long getAsLong() {
        return ACTIVATIONS.get();
    }
}
