/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.flaky;

import dev.twofold.annotation.ServerType;
import dev.twofold.annotation.SwappableModule;
import dev.twofold.server.Answer;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.ServerContext;
import dev.twofold.server.UnknownMessageException;
import org.osgi.service.component.annotations.Component;

/** Ends with any message, and does not start while a system property says so. */
@SwappableModule
@Component(service = GenServer.class)
@ServerType(type = "flaky", start = "flaky")
public final class FlakyServer implements GenServer<String> {

    /** The system property. */
    public static final String BROKEN = "twofold.test.flaky.broken";

    @Override
    public Init<String> init(Object argument, ServerContext context) {
        if (Boolean.getBoolean(BROKEN)) {
            throw new IllegalStateException("there is no line to the meter");
        }
        return Init.ok("fine");
    }

    @Override
    public Answer<String> handleCall(Object request, From from, String state, ServerContext context) {
        throw new UnknownMessageException(request);
    }
}
