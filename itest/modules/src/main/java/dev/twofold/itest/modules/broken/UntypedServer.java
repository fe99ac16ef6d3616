/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.broken;

import dev.twofold.annotation.SwappableModule;
import dev.twofold.server.GenServer;
import org.osgi.service.component.annotations.Component;

/** Does not say which type it is. */
@SwappableModule
@Component(service = GenServer.class)
public final class UntypedServer extends Parrot {
}
