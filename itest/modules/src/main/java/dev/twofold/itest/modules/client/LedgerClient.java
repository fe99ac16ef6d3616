/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.client;

import dev.twofold.server.ServerRef;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Refers to a server as to any service, and tells how often it was activated. */
@Component(service = LongSupplier.class, immediate = true, property = "client=ledger")
public final class LedgerClient implements LongSupplier {

    private static final AtomicLong ACTIVATIONS = new AtomicLong();

    private final ServerRef ledger;

    /** Counts this activation. */
    @Activate
    public LedgerClient(@Reference(target = "(server.name=ledger)") ServerRef ledger) {
        this.ledger = ledger;
        ACTIVATIONS.incrementAndGet();
    }

    @Override
    public long getAsLong() {
        return ACTIVATIONS.get();
    }

    @Override
    public String toString() {
        return String.valueOf(ledger.call("sum"));
    }
}
