/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.swift;

import dev.twofold.annotation.ServerType;
import dev.twofold.annotation.SwappableModule;
import dev.twofold.server.Answer;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.NonBlocking;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;
import org.osgi.service.component.annotations.Component;

/** Counts its calls, often on its callers' own threads. */
@SwappableModule
@NonBlocking
@Component(service = GenServer.class)
@ServerType(type = "runner")
public final class SwiftServer implements GenServer<SwiftServer.Calls> {

    /** What it has done. */
    record Calls(int count) {
    }

    @Override
    public Init<Calls> init(Object argument, ServerContext context) {
        return Init.ok(new Calls(0));
    }

    @Override
    public Answer<Calls> handleCall(Object request, From from, Calls state, ServerContext context) {
        Calls next = new Calls(state.count() + 1);
        return new Reply<>(next.count(), next);
    }
}
