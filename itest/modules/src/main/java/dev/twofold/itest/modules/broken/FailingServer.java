/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.broken;

import dev.twofold.annotation.ServerType;
import dev.twofold.annotation.SwappableModule;
import dev.twofold.server.GenServer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Cannot be activated. */
@SwappableModule
@Component(service = GenServer.class)
@ServerType(type = "ledger", start = "ledger")
public final class FailingServer extends Parrot {

    /** Fails. */
    @Activate
    public FailingServer() {
        throw new IllegalStateException("the port is taken");
    }
}
