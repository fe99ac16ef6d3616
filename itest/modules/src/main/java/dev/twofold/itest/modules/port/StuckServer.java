/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.port;

import dev.twofold.annotation.ServerType;
import dev.twofold.server.Answer;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;
import java.util.concurrent.locks.LockSupport;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Does not come to the end of its deactivation while a system property says so. */
@Component(service = GenServer.class)
@ServerType(type = "stuck")
public final class StuckServer implements GenServer<String> {

    /** The system property. */
    public static final String STUCK = "twofold.test.stuck";

    private static final long POLL_NANOS = 1_000_000;

    /** Waits. */
    @Deactivate
    void stop() {
        while (Boolean.getBoolean(STUCK)) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    @Override
    public Init<String> init(Object argument, ServerContext context) {
        return Init.ok("");
    }

    @Override
    public Answer<String> handleCall(Object request, From from, String state, ServerContext context) {
        return new Reply<>(state, state);
    }
}
