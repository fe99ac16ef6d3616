/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.shelf;

import dev.twofold.annotation.ServerType;
import dev.twofold.annotation.SwappableModule;
import dev.twofold.server.Answer;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** Has books, of which there are none at first; answers how many. */
@SwappableModule
@Component(service = GenServer.class)
@ServerType(type = "shelf", start = "shelf")
public final class ShelfServer implements GenServer<List<Book>> {

    @Override
    public Init<List<Book>> init(Object argument, ServerContext context) {
        return Init.ok(List.of());
    }

    @Override
    public Answer<List<Book>> handleCall(Object request, From from, List<Book> books, ServerContext context) {
        return new Reply<>(books.size(), books);
    }
}
