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

/** A meter of the first revision. */
public class OldMeterServer implements GenServer<OldMeter> {

    @Override
    public Init<OldMeter> init(Object argument, ServerContext context) {
        return Init.ok(new OldMeter(0));
    }

    @Override
    public Answer<OldMeter> handleCall(Object request, From from, OldMeter meter, ServerContext context) {
        if (request instanceof Increment) {
            OldMeter next = meter.plus(1);
            return new Reply<>(next.n(), next);
        }
        throw new UnknownMessageException(request);
    }
}
