/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.team;

import dev.twofold.annotation.ServerType;
import dev.twofold.annotation.SwappableModule;
import dev.twofold.server.Answer;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;
import org.osgi.service.component.annotations.Component;

/** A server where the other revisions have a supervisor. */
@SwappableModule
@Component(service = GenServer.class)
@ServerType(type = "team", start = "team")
public final class LoneTeam implements GenServer<String> {

    @Override
    public Init<String> init(Object argument, ServerContext context) {
        return Init.ok("alone");
    }

    @Override
    public Answer<String> handleCall(Object request, From from, String state, ServerContext context) {
        return new Reply<>(state, state);
    }
}
