/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.echo;

import dev.twofold.annotation.ServerType;
import dev.twofold.annotation.SwappableModule;
import dev.twofold.itest.modules.echo.words.Ping;
import dev.twofold.server.Answer;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;
import dev.twofold.server.UnknownMessageException;
import java.util.concurrent.CountDownLatch;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.component.annotations.Component;

/** Answers with the version of its module. Waits for a latch for as long as that takes, whoever interrupts. */
@SwappableModule
@Component(service = GenServer.class)
@ServerType(type = "echo", start = "echo", messages = Ping.class)
public final class EchoServer implements GenServer<String> {

    @Override
    public Init<String> init(Object argument, ServerContext context) {
        return Init.ok("");
    }

    @Override
    public Answer<String> handleCall(Object request, From from, String state, ServerContext context) {
        if (request instanceof CountDownLatch latch) {
            await(latch);
            return new Reply<>("released", state);
        }
        if (request instanceof Ping || request.equals("ping")) {
            return new Reply<>(FrameworkUtil.getBundle(EchoServer.class).getVersion().toString(), state);
        }
        throw new UnknownMessageException(request);
    }

    private static void await(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException ignored) {
                Thread.interrupted();
            }
        }
    }
}
