/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.relay;

import dev.twofold.annotation.ServerType;
import dev.twofold.annotation.SwappableModule;
import dev.twofold.itest.modules.echo.words.Ping;
import dev.twofold.server.Answer;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;
import dev.twofold.server.ServerRef;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Asks the other module, and answers with how often it has asked and what it was told. */
@SwappableModule
@Component(service = GenServer.class)
@ServerType(type = "relay", start = "relay")
public final class RelayServer implements GenServer<Long> {

    private final ServerRef echo;

    /** Finds the other module's server as a service. */
    @Activate
    public RelayServer(@Reference(target = "(server.name=echo)") ServerRef echo) {
        this.echo = echo;
    }

    @Override
    public Init<Long> init(Object argument, ServerContext context) {
        return Init.ok(0L);
    }

    @Override
    public Answer<Long> handleCall(Object request, From from, Long asked, ServerContext context) {
        return new Reply<>(asked + 1 + " " + echo.call(new Ping()), asked + 1);
    }
}
