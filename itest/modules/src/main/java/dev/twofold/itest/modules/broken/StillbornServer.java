/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.broken;

import dev.twofold.annotation.ServerType;
import dev.twofold.annotation.SwappableModule;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.ServerContext;
import org.osgi.service.component.annotations.Component;

/** Its server does not come to life. */
@SwappableModule
@Component(service = GenServer.class)
@ServerType(type = "stillborn", start = "stillborn")
public final class StillbornServer extends Parrot {

    @Override
    public Init<String> init(Object argument, ServerContext context) {
        throw new IllegalStateException("there is no file with the first state");
    }
}
