/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.load;

import dev.twofold.server.Answer;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Next;
import dev.twofold.server.NoReply;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;
import dev.twofold.server.ServerRef;

/**
 * A server of a {@link Circuit} that no upgrade is for: calls lead through it from one server that is upgraded to another. It
 * waits for the answer or answers when there is one; its state says which.
 */
final class Bypass implements GenServer<Bypass.Manner> {

    private final Circuit circuit;

    Bypass(Circuit circuit) {
        this.circuit = circuit;
    }

    /** What to do with a call. */
    enum Manner {
        WAIT, ANSWER_LATER
    }

    /** Pass this on. */
    record Passing(ServerRef next, Circuit.Hop hop) {
    }

    @Override
    public Init<Manner> init(Object argument, ServerContext context) {
        return Init.ok((Manner) argument);
    }

    @Override
    public Answer<Manner> handleCall(Object request, From from, Manner manner, ServerContext context) {
        Passing passing = (Passing) request;
        Circuit.Hop hop = passing.hop();
        if (manner == Manner.WAIT) {
            return new Reply<>(passing.next().call(hop, Circuit.LONG), manner);
        }
        passing.next().sendRequest(hop)
                .whenComplete((reply, failure) -> from.reply(failure == null ? reply : failure.toString()));
        return new NoReply<>(manner);
    }

    @Override
    public Next<Manner> handleCast(Object message, Manner manner, ServerContext context) {
        circuit.fault("a bypass got " + message);
        return new NoReply<>(manner);
    }
}
