/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.broken;

import dev.twofold.annotation.ServerType;
import dev.twofold.annotation.SwappableModule;
import dev.twofold.server.Answer;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;
import org.osgi.service.component.annotations.Component;

/** Has a state that cannot be carried over, not even to the same content. */
@SwappableModule
@Component(service = GenServer.class)
@ServerType(type = "stubborn", start = "stubborn")
public final class StubbornServer implements GenServer<StubbornServer.Grudge> {

    /** The state, which is no record. */
    public static final class Grudge {
    }

    @Override
    public Init<Grudge> init(Object argument, ServerContext context) {
        return Init.ok(new Grudge());
    }

    @Override
    public Answer<Grudge> handleCall(Object request, From from, Grudge state, ServerContext context) {
        return new Reply<>(request, state);
    }
}
