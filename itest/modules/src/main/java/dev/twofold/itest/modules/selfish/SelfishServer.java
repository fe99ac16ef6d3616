/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.selfish;

import dev.twofold.annotation.ServerType;
import dev.twofold.annotation.SwappableModule;
import dev.twofold.itest.modules.selfish.words.Word;
import dev.twofold.server.Answer;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.component.annotations.Component;

/** Answers with the version of the bundle that its words come from. */
@SwappableModule
@Component(service = GenServer.class)
@ServerType(type = "selfish", start = "selfish")
public final class SelfishServer implements GenServer<Word> {

    @Override
    public Init<Word> init(Object argument, ServerContext context) {
        return Init.ok(new Word("first"));
    }

    @Override
    public Answer<Word> handleCall(Object request, From from, Word state, ServerContext context) {
        return new Reply<>(FrameworkUtil.getBundle(state.getClass()).getVersion().toString(), state);
    }
}
