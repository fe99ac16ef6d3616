/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.ring;

import dev.twofold.annotation.ServerType;
import dev.twofold.annotation.SwappableModule;
import dev.twofold.server.Answer;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;
import org.osgi.service.component.annotations.Component;

/**
 * A server that is started with the name of the next one. A number says how often a call is to be passed on; the reply
 * is how many servers it has reached. Any text asks for how many calls there were.
 */
@SwappableModule
@Component(service = GenServer.class)
@ServerType(type = "hop")
public final class HopServer implements GenServer<HopServer.Hop> {

    /** The state. */
    record Hop(String next, long calls) {
    }

    @Override
    public Init<Hop> init(Object argument, ServerContext context) {
        return Init.ok(new Hop(argument.toString(), 0));
    }

    @Override
    public Answer<Hop> handleCall(Object request, From from, Hop state, ServerContext context) {
        if (request instanceof Integer hops) {
            int further = hops == 0 ? 0 : (Integer) context.servers().named(state.next()).call(hops - 1);
            return new Reply<>(further + 1, new Hop(state.next(), state.calls() + 1));
        }
        return new Reply<>(state.calls(), state);
    }
}
