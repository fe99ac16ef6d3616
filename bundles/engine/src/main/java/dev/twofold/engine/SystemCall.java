/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.server.ExitReason;
import java.util.function.Function;

/** A message that is looked at before all others: something to do for the thread that owns the server. */
class SystemCall extends Request {

    private final Function<Server, Object> action;

    /**
     * A call.
     *
     * @param server where
     * @param action what to do; its result is the reply
     * @param here what this thread does
     */
    SystemCall(Server server, Function<Server, Object> action, Running here) {
        super(server, null, here);
        this.action = action;
    }

    /** One that nobody waits for. */
    SystemCall(Server server, Function<Server, Object> action) {
        super(server, null, Running.here(), null);
        this.action = action;
    }

    final void run() {
        try {
            reply(action.apply(server()));
        } catch (Throwable failure) { // only what must not be kept: the one who waits is told all the same
            fail(ExitReason.of(failure));
            throw failure;
        }
    }
}
