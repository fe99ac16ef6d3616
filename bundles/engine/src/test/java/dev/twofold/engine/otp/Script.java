/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.otp;

import dev.twofold.server.Answer;
import dev.twofold.server.ExitReason;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Next;
import dev.twofold.server.NoReply;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;

/**
 * A server type whose callbacks are given functions. Its state is the list of what it has handled, in order. A message may
 * be code: an {@link Act} or a {@link Step} is run and does not get into the state; a call with anything else is answered
 * with the request itself.
 */
final class Script implements GenServer<List<Object>> {

    /** A call that is answered with the state. */
    static final Object SEEN = "(what have you seen?)";

    /** A call that is answered by whoever takes the caller from {@link #callers}. */
    static final Object LATER = "(answer me later)";

    /** What {@code init} does. */
    interface Birth {
        Init<List<Object>> run(Object argument, ServerContext context) throws Exception;
    }

    /** Code that leaves the state as it is; its result is the reply. */
    interface Act<V> {
        V run(ServerContext context) throws Exception;
    }

    /** Code that does all that a callback can do; in a cast it must not be a {@link Reply}. */
    interface Step {
        Answer<List<Object>> run(List<Object> state, ServerContext context) throws Exception;
    }

    /** What handles a message, or goes on. */
    interface Handler {
        Next<List<Object>> run(Object message, List<Object> state, ServerContext context) throws Exception;
    }

    /** What {@code terminate} does. */
    interface Farewell {
        void run(ExitReason reason, List<Object> state, ServerContext context) throws Exception;
    }

    /** A call of {@code terminate}. */
    record Ended(ExitReason reason, List<Object> state) {
    }

    /** All calls of {@code terminate}. */
    final BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();

    /** Who waits for an answer to {@link #LATER}. */
    final BlockingQueue<From> callers = new LinkedBlockingQueue<>();

    private Birth onInit = (argument, context) -> Init.ok(List.of());
    private Handler onInfo = (message, state, context) -> new NoReply<>(plus(state, message));
    private Handler onContinue = (what, state, context) -> new NoReply<>(plus(state, what));
    private Farewell onTerminate = (reason, state, context) -> {};
    private Function<List<Object>, String> onFormat = String::valueOf;

    /** A server that traps exits from its first moment on. */
    static Script trapping() {
        return new Script().onInit((argument, context) -> {
            context.trapExits(true);
            return Init.ok(List.of());
        });
    }

    /** A server whose {@code init} fails. */
    static Script failing(Exception failure) {
        return new Script().onInit((argument, context) -> {
            throw failure;
        });
    }

    Script onInit(Birth birth) {
        onInit = birth;
        return this;
    }

    Script onInfo(Handler handler) {
        onInfo = handler;
        return this;
    }

    Script onContinue(Handler handler) {
        onContinue = handler;
        return this;
    }

    Script onTerminate(Farewell farewell) {
        onTerminate = farewell;
        return this;
    }

    Script onFormat(Function<List<Object>, String> format) {
        onFormat = format;
        return this;
    }

    static Object step(Step step) {
        return step;
    }

    static List<Object> plus(List<Object> state, Object item) {
        List<Object> more = new ArrayList<>(state);
        more.add(item);
        return List.copyOf(more);
    }

    @Override
    public Init<List<Object>> init(Object argument, ServerContext context) throws Exception {
        return onInit.run(argument, context);
    }

    @Override
    public Answer<List<Object>> handleCall(Object request, From from, List<Object> state, ServerContext context)
            throws Exception {
        if (request instanceof Act<?> act) {
            return new Reply<>(act.run(context), state);
        }
        if (request instanceof Step step) {
            return step.run(state, context);
        }
        if (request == SEEN) {
            return new Reply<>(state, state);
        }
        if (request == LATER) {
            callers.add(from);
            return new NoReply<>(state);
        }
        return new Reply<>(request, plus(state, request));
    }

    @Override
    public Next<List<Object>> handleCast(Object message, List<Object> state, ServerContext context) throws Exception {
        if (message instanceof Act<?> act) {
            act.run(context);
            return new NoReply<>(state);
        }
        if (message instanceof Step step) {
            return (Next<List<Object>>) step.run(state, context);
        }
        return new NoReply<>(plus(state, message));
    }

    @Override
    public Next<List<Object>> handleInfo(Object message, List<Object> state, ServerContext context) throws Exception {
        return message instanceof Step step
                ? (Next<List<Object>>) step.run(state, context)
                : onInfo.run(message, state, context);
    }

    @Override
    public Next<List<Object>> handleContinue(Object what, List<Object> state, ServerContext context) throws Exception {
        return onContinue.run(what, state, context);
    }

    @Override
    public void terminate(ExitReason reason, List<Object> state, ServerContext context) throws Exception {
        ended.add(new Ended(reason, state));
        onTerminate.run(reason, state, context);
    }

    @Override
    public String formatStatus(List<Object> state) {
        return onFormat.apply(state);
    }
}
