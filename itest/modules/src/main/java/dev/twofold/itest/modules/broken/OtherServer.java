/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.broken;

import dev.twofold.annotation.ServerType;
import dev.twofold.annotation.SwappableModule;
import dev.twofold.server.GenServer;
import org.osgi.service.component.annotations.Component;

/** Another type than the ledger's. */
@SwappableModule
@Component(service = GenServer.class)
@ServerType(type = "other", start = "other")
public final class OtherServer extends Parrot {
}
