/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.entries;

import dev.twofold.annotation.ServerType;
import dev.twofold.annotation.SwappableModule;
import dev.twofold.server.Answer;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;
import dev.twofold.server.UnknownMessageException;
import org.osgi.service.component.annotations.Component;

/** Adds a number; any text asks for the sum. */
@SwappableModule
@Component(service = GenServer.class)
@ServerType(type = "ledger", start = "ledger")
public final class EntriesServer implements GenServer<Entries> {

    @Override
    public Init<Entries> init(Object argument, ServerContext context) {
        return Init.ok(new Entries(0, 0));
    }

    @Override
    public Answer<Entries> handleCall(Object request, From from, Entries state, ServerContext context) {
        if (request instanceof Long amount) {
            Entries next = new Entries(state.sum() + amount, state.entries() + 1);
            return new Reply<>(next.sum(), next);
        }
        if (request instanceof String) {
            return new Reply<>(state.sum(), state);
        }
        throw new UnknownMessageException(request);
    }
}
