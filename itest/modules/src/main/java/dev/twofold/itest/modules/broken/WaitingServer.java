/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.broken;

import dev.twofold.annotation.ServerType;
import dev.twofold.annotation.SwappableModule;
import dev.twofold.server.GenServer;
import java.util.Comparator;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Waits for a service that nobody has. */
@SwappableModule
@Component(service = GenServer.class)
@ServerType(type = "ledger", start = "ledger")
public final class WaitingServer extends Parrot {

    /** Needs what is not there. */
    @Activate
    public WaitingServer(@Reference Comparator<String> order) {}
}
