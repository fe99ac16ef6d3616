/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.supervisor;

import dev.twofold.server.Answer;
import dev.twofold.server.Down;
import dev.twofold.server.ExitReason;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Next;
import dev.twofold.server.NoReply;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;
import dev.twofold.server.ServerRef;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Writes down why the servers have ended that it was called with. */
final class Watcher implements GenServer<String> {

    final Map<ServerRef, ExitReason> ends = new ConcurrentHashMap<>();

    @Override
    public Init<String> init(Object argument, ServerContext context) {
        return Init.ok("watching");
    }

    @Override
    public Answer<String> handleCall(Object request, From from, String state, ServerContext context) {
        context.monitor((ServerRef) request);
        return new Reply<>("watched", state);
    }

    @Override
    public Next<String> handleInfo(Object message, String state, ServerContext context) {
        if (message instanceof Down down) {
            ends.put(down.server(), down.reason());
        }
        return new NoReply<>(state);
    }
}
