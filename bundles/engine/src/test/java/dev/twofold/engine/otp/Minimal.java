/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.otp;

import dev.twofold.server.Answer;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;
import dev.twofold.server.UnknownMessageException;

/** A server type without any callback that may be left out; answers texts with themselves. */
final class Minimal implements GenServer<String> {

    @Override
    public Init<String> init(Object argument, ServerContext context) {
        return Init.ok("minimal");
    }

    @Override
    public Answer<String> handleCall(Object request, From from, String state, ServerContext context) {
        if (request instanceof String text) {
            return new Reply<>(text, state);
        }
        throw new UnknownMessageException(request);
    }
}
