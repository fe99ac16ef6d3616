/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.letters;

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

/** Counts the pages of the letters that it gets; any text asks for the sum. */
@SwappableModule
@Component(service = GenServer.class)
@ServerType(type = "letters", start = "letters", messages = Letter.class)
public final class LettersServer implements GenServer<Long> {

    @Override
    public Init<Long> init(Object argument, ServerContext context) {
        return Init.ok(0L);
    }

    @Override
    public Answer<Long> handleCall(Object request, From from, Long pages, ServerContext context) {
        if (request instanceof Letter letter) {
            long sum = pages + letter.pages().stream().filter(page -> page.number() >= 0).count();
            return new Reply<>(sum, sum);
        }
        if (request instanceof String) {
            return new Reply<>(pages, pages);
        }
        throw new UnknownMessageException(request);
    }
}
