/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.broken;

import dev.twofold.server.Answer;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;

/** What the servers of this package have in common: they would answer if they came to run. */
abstract class Parrot implements GenServer<String> {

    @Override
    public Init<String> init(Object argument, ServerContext context) {
        return Init.ok("");
    }

    @Override
    public final Answer<String> handleCall(Object request, From from, String state, ServerContext context) {
        return new Reply<>(request, state);
    }
}
