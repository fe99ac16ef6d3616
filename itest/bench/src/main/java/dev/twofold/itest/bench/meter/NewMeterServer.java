/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench.meter;

import dev.twofold.itest.bench.Increment;
import dev.twofold.server.Answer;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;
import dev.twofold.server.UnknownMessageException;

/** A meter of the second revision. */
public class NewMeterServer implements GenServer<NewMeter> {

    @Override
    public Init<NewMeter> init(Object argument, ServerContext context) {
        return Init.ok(new NewMeter(0, 2));
    }

    @Override
    public Answer<NewMeter> handleCall(Object request, From from, NewMeter meter, ServerContext context) {
        if (request instanceof Increment) {
            NewMeter next = meter.plus(1);
            return new Reply<>(next.n(), next);
        }
        throw new UnknownMessageException(request);
    }
}
