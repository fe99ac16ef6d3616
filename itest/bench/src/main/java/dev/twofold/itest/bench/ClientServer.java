/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench;

import dev.twofold.server.Answer;
import dev.twofold.server.ExitReason;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Next;
import dev.twofold.server.NoReply;
import dev.twofold.server.ServerContext;
import dev.twofold.server.Stop;
import dev.twofold.server.UnknownMessageException;

/** A client that is a server itself. It tells itself to go on until its job is done, and ends then. */
final class ClientServer implements GenServer<String> {

    private static final String NO_STATE = "";

    @Override
    public Init<String> init(Object argument, ServerContext context) {
        return Init.ok(NO_STATE);
    }

    @Override
    public Answer<String> handleCall(Object request, From from, String state, ServerContext context) {
        throw new UnknownMessageException(request);
    }

    @Override
    public Next<String> handleCast(Object message, String state, ServerContext context) {
        if (message instanceof Perform perform) {
            return perform(perform, state, context);
        }
        throw new UnknownMessageException(message);
    }

    private static Next<String> perform(Perform perform, String state, ServerContext context) {
        try {
            if (perform.job().step(perform.client())) {
                context.self().cast(perform);
                return new NoReply<>(state);
            }
            perform.end().complete(null);
        } catch (RuntimeException failed) {
            perform.end().completeExceptionally(failed);
        }
        return new Stop<>(ExitReason.NORMAL, state);
    }
}
