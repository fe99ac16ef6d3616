/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.load;

import dev.twofold.engine.ServerGroup;
import dev.twofold.server.Answer;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Next;
import dev.twofold.server.NoReply;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;
import dev.twofold.server.ServerRef;

/** A server of another group, between two of the ring, that passes everything on; its state is the next one. */
final class RingRelay implements GenServer<ServerRef> {

    private final Ring ring;
    private final ServerGroup group;

    RingRelay(Ring ring, ServerGroup group) {
        this.ring = ring;
        this.group = group;
    }

    @Override
    public Init<ServerRef> init(Object argument, ServerContext context) {
        return Init.ok((ServerRef) argument);
    }

    @Override
    public Answer<ServerRef> handleCall(Object request, From from, ServerRef next, ServerContext context) {
        ring.enter(group);
        Object reply = next.call(request, Ring.LONG);
        ring.enter(group);
        return new Reply<>(reply, next);
    }

    @Override
    public Next<ServerRef> handleCast(Object message, ServerRef next, ServerContext context) {
        ring.enter(group);
        next.cast(message);
        ring.enter(group);
        return new NoReply<>(next);
    }
}
