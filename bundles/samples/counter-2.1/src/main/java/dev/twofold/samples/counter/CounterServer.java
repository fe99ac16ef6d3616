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
public final class CounterServer implements GenServer<Tally> {

    @Override
    public Init<Tally> init(Object argument, ServerContext context) {
        return Init.ok(new Tally(new Total(0), 0, 0));
    }

    @Override
    public Answer<Tally> handleCall(Object request, From from, Tally state, ServerContext context) {
        if (request instanceof Increment increment) {
            Tally next = state.plus(increment.by());
            return new Reply<>(next.total().value(), next);
        }
        if (request instanceof Get) {
            return new Reply<>(state.total().value(), state);
        }
        throw new UnknownMessageException(request);
    }
}
