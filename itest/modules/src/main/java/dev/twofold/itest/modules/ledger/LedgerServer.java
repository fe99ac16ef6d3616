/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.ledger;

import dev.twofold.annotation.ServerType;
import dev.twofold.annotation.SwappableModule;
import dev.twofold.server.Answer;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;
import dev.twofold.server.UnknownMessageException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Component;

/** Adds a number; any text asks for the sum; a latch holds the server until it opens. */
@SwappableModule
@Component(service = GenServer.class)
@ServerType(type = "ledger", start = "ledger")
public final class LedgerServer implements GenServer<Ledger> {

    private static final int LONGEST_HOLD_SECONDS = 30;

    @Override
    public Init<Ledger> init(Object argument, ServerContext context) {
        return Init.ok(new Ledger(0));
    }

    @Override
    public Answer<Ledger> handleCall(Object request, From from, Ledger state, ServerContext context)
            throws InterruptedException {
        if (request instanceof Long amount) {
            long sum = state.sum() + amount;
            return new Reply<>(sum, new Ledger(sum));
        }
        if (request instanceof String) {
            return new Reply<>(state.sum(), state);
        }
        if (request instanceof CountDownLatch latch) {
            return new Reply<>(latch.await(LONGEST_HOLD_SECONDS, TimeUnit.SECONDS), state);
        }
        throw new UnknownMessageException(request);
    }
}
