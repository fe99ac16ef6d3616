/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.server.Answer;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Next;
import dev.twofold.server.NoReply;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A server type for tests whose messages are the code to run; its state is any object. */
final class Puppet implements GenServer<Object> {

    /** Answers with a value, leaves the state. */
    interface Act {
        Object run(ServerContext context) throws Exception;
    }

    /** Does all that a callback can do; in a cast it must not be a {@link Reply}. */
    interface Step {
        Answer<Object> run(Object state, ServerContext context) throws Exception;
    }

    /** Does all that {@code init} can do. */
    interface Birth {
        Init<Object> run() throws Exception;
    }

    final BlockingQueue<Object> infos = new LinkedBlockingQueue<>();
    final AtomicInteger beforeInit = new AtomicInteger();
    volatile Consumer<Object> onInfo = infos::add;

    static Object act(Act act) {
        return act;
    }

    static Object step(Step step) {
        return step;
    }

    static Object birth(Birth birth) {
        return birth;
    }

    /** A request that makes the state longer. */
    static Object append(String text) {
        return step((state, context) -> new Reply<>("appended", state + text));
    }

    @Override
    public Init<Object> init(Object argument, ServerContext context) throws Exception {
        if (argument instanceof Birth birth) {
            return birth.run();
        }
        return Init.ok(argument == null ? "new" : argument);
    }

    @Override
    public Answer<Object> handleCall(Object request, From from, Object state, ServerContext context) throws Exception {
        checkInitialised(state);
        if (request instanceof Act act) {
            return new Reply<>(act.run(context), state);
        }
        if (request instanceof Step step) {
            return step.run(state, context);
        }
        return new Reply<>(request.equals("state") ? state : request, state);
    }

    @Override
    public Next<Object> handleCast(Object message, Object state, ServerContext context) throws Exception {
        checkInitialised(state);
        if (message instanceof Act act) {
            act.run(context);
        } else if (message instanceof Step step) {
            return (Next<Object>) step.run(state, context);
        }
        return new NoReply<>(message instanceof String text ? state + text : state);
    }

    @Override
    public Next<Object> handleInfo(Object message, Object state, ServerContext context) {
        onInfo.accept(message);
        return new NoReply<>(state);
    }

    @Override
    public String formatStatus(Object state) {
        if (state instanceof Error unreadable) {
            throw unreadable;
        }
        return String.valueOf(state);
    }

    private void checkInitialised(Object state) {
        if (state == null) {
            beforeInit.incrementAndGet();
        }
    }
}
