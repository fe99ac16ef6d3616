/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.sticky;

import dev.twofold.annotation.ServerType;
import dev.twofold.annotation.SwappableModule;
import dev.twofold.server.Answer;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;
import org.osgi.service.component.annotations.Component;

/**
 * Counts its calls, and lets its thread remember each, as that of its activation; a character makes it fail with an exception
 * of its own.
 */
@SwappableModule
@Component(service = GenServer.class)
@ServerType(type = "sticky", start = "sticky")
public final class StickyServer implements GenServer<StickyServer.Count> {

    private static final ThreadLocal<Count> LAST = new ThreadLocal<>();

    /** The state. */
    record Count(long calls) {
    }

    /** What it fails with. */
    static final class StickyException extends RuntimeException {

        private static final long serialVersionUID = 1;

        StickyException(Count count) {
            super("it fails after " + count);
        }
    }

    /** Activates it. */
    public StickyServer() {
        LAST.set(new Count(0));
    }

    @Override
    public Init<Count> init(Object argument, ServerContext context) {
        return Init.ok(new Count(0));
    }

    @Override
    public Answer<Count> handleCall(Object request, From from, Count state, ServerContext context) {
        Count next = new Count(state.calls() + 1);
        LAST.set(next);
        if (request instanceof Character) {
            throw new StickyException(next);
        }
        return new Reply<>(next.calls(), next);
    }
}
