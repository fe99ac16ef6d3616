/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.notebook;

import dev.twofold.annotation.ServerType;
import dev.twofold.annotation.SwappableModule;
import dev.twofold.server.Answer;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Is made anew when its configuration changes, and has a state that cannot be taken over. */
@SwappableModule
@Component(service = GenServer.class, configurationPid = "twofold.test.notebook")
@ServerType(type = "notebook", start = "notebook")
public final class SketchServer implements GenServer<Sketch> {

    private final String heading;

    @Activate
    public SketchServer(Map<String, Object> settings) {
        heading = String.valueOf(settings.get("heading"));
    }

    @Override
    public Init<Sketch> init(Object argument, ServerContext context) {
        return Init.ok(new Sketch(0));
    }

    @Override
    public Answer<Sketch> handleCall(Object request, From from, Sketch state, ServerContext context) {
        return switch (request.toString()) {
            case "heading" -> new Reply<>(heading, state);
            case "draw" -> new Reply<>(state.lines() + 1, new Sketch(state.lines() + 1));
            default -> new Reply<>(state.lines(), state);
        };
    }
}
