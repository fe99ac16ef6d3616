/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench.counter;

import dev.twofold.itest.bench.Add;
import dev.twofold.itest.bench.Increment;
import dev.twofold.server.Answer;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Next;
import dev.twofold.server.NoReply;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;
import dev.twofold.server.UnknownMessageException;

/** The server that all benchmarks use. */
public class CounterServer implements GenServer<Counter> {

    @Override
    public Init<Counter> init(Object argument, ServerContext context) {
        return Init.ok(new Counter(0));
    }

    @Override
    public Answer<Counter> handleCall(Object request, From from, Counter counter, ServerContext context) {
        if (request instanceof Increment) {
            Counter next = counter.plus(1);
            return new Reply<>(next.n(), next);
        }
        throw new UnknownMessageException(request);
    }

    @Override
    public Next<Counter> handleCast(Object message, Counter counter, ServerContext context) {
        if (message instanceof Add add) {
            return new NoReply<>(counter.plus(add.n()));
        }
        throw new UnknownMessageException(message);
    }
}
