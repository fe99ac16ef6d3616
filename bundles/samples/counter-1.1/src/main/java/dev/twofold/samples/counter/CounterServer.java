/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.counter;

import dev.twofold.annotation.ServerType;
import dev.twofold.annotation.SwappableModule;
import dev.twofold.samples.counter.api.CounterRequest;
import dev.twofold.samples.counter.api.Get;
import dev.twofold.samples.counter.api.Increment;
import dev.twofold.server.Answer;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;
import dev.twofold.server.UnknownMessageException;
import org.osgi.service.component.annotations.Component;

/** Counts. One server, named {@code counter}, starts with the module. */
@SwappableModule
@Component(service = GenServer.class)
@ServerType(type = "counter", start = "counter", messages = CounterRequest.class)
public final class CounterServer implements GenServer<CounterState> {

    @Override
    public Init<CounterState> init(Object argument, ServerContext context) {
        return Init.ok(new CounterState(0, 0));
    }

    @Override
    public Answer<CounterState> handleCall(Object request, From from, CounterState state, ServerContext context) {
        if (request instanceof Increment increment) {
            long count = state.count() + increment.by();
            return new Reply<>(count, new CounterState(count, state.increments() + 1));
        }
        if (request instanceof Get) {
            return new Reply<>(state.count(), state);
        }
        throw new UnknownMessageException(request);
    }
}
