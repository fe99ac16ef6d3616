/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.team;

import dev.twofold.annotation.ServerType;
import dev.twofold.annotation.SwappableModule;
import dev.twofold.server.Answer;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;
import dev.twofold.server.UnknownMessageException;
import org.osgi.service.component.annotations.Component;

/** Adds points to a score; ends with any other message. */
@SwappableModule
@Component(service = GenServer.class)
@ServerType(type = "member")
public final class Member implements GenServer<Score> {

    @Override
    public Init<Score> init(Object argument, ServerContext context) {
        return Init.ok((Score) argument);
    }

    @Override
    public Answer<Score> handleCall(Object request, From from, Score state, ServerContext context) {
        if (request instanceof Long points) {
            Score score = new Score(state.points() + points);
            return new Reply<>(score.points(), score);
        }
        throw new UnknownMessageException(request);
    }
}
