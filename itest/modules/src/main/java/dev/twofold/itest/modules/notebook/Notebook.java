/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.notebook;

import dev.twofold.server.Answer;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;
import dev.twofold.server.UnknownMessageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.osgi.framework.FrameworkUtil;

/** Writes down what it is told, each note below the version of its module. */
abstract class Notebook implements GenServer<Notes> {

    private static final String NOTE = "note ";

    private volatile String heading;

    Notebook(Map<String, Object> settings) {
        configure(settings);
    }

    final void configure(Map<String, Object> settings) {
        heading = String.valueOf(settings.getOrDefault("heading", "no heading"));
    }

    @Override
    public Init<Notes> init(Object argument, ServerContext context) {
        return Init.ok(new Notes(0));
    }

    @Override
    public Answer<Notes> handleCall(Object request, From from, Notes state, ServerContext context) throws IOException {
        Path page = context.moduleFolder().resolve("page");
        if (request.equals("heading")) {
            return new Reply<>(heading, state);
        }
        if (request.equals("written")) {
            return new Reply<>(state.written(), state);
        }
        if (request.equals("page")) {
            return new Reply<>(Files.exists(page) ? Files.readAllLines(page) : List.of(), state);
        }
        if (request instanceof String text && text.startsWith(NOTE)) {
            String version = FrameworkUtil.getBundle(getClass()).getVersion().toString();
            Files.writeString(page, version + " " + text.substring(NOTE.length()) + "\n", StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            return new Reply<>(page.toString(), new Notes(state.written() + 1));
        }
        throw new UnknownMessageException(request);
    }
}
