/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.broken;

import dev.twofold.annotation.ServerType;
import dev.twofold.annotation.SwappableModule;
import dev.twofold.server.GenServer;
import org.osgi.service.component.annotations.Component;

/** Has the type that the ledger's server has already. */
@SwappableModule
@Component(service = GenServer.class)
@ServerType(type = "ledger", start = "ledger")
public final class TwinServer extends Parrot {
}
