/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.server.After;
import dev.twofold.server.Answer;
import dev.twofold.server.ExitReason;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Next;
import dev.twofold.server.NoReply;
import dev.twofold.server.NonBlocking;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A server type that behaves, but for the callbacks that a test has told it to misbehave in. */
class Rascal implements GenServer<Object> {

    /** Where it may misbehave. */
    enum Callback {
        INIT, CALL, CAST, INFO, CONTINUE, TERMINATE, FORMAT
    }

    /** What it does instead; the callback returns {@code null} if this does. */
    interface Misdeed {
        void run() throws Throwable;
    }

    /** One that is run by its callers. */
    @NonBlocking
    static final class Lending extends Rascal {
    }

    private final Map<Callback, Misdeed> misdeeds = new ConcurrentHashMap<>();

    void misbehave(Callback where, Misdeed misdeed) {
        misdeeds.put(where, misdeed);
    }

    void behave() {
        misdeeds.clear();
    }

    private <R> R act(Callback where, R result) {
        Misdeed misdeed = misdeeds.get(where);
        if (misdeed == null) {
            return result;
        }
        try {
            misdeed.run();
        } catch (Throwable thrown) {
            throwIt(thrown);
        }
        return null;
    }

    @SuppressWarnings("unchecked") // nobody checks checked exceptions at run time
    private static <X extends Throwable> void throwIt(Throwable thrown) throws X {
        throw (X) thrown;
    }

    @Override
    public Init<Object> init(Object argument, ServerContext context) {
        return act(Callback.INIT, Init.ok(argument == null ? "new" : argument));
    }

    @Override
    public Answer<Object> handleCall(Object request, From from, Object state, ServerContext context) {
        After after = request == Callback.CONTINUE ? After.continueWith(request) : After.NOTHING;
        return act(Callback.CALL, new Reply<>(request, state, after));
    }

    @Override
    public Next<Object> handleCast(Object message, Object state, ServerContext context) {
        return act(Callback.CAST, new NoReply<>(state));
    }

    @Override
    public Next<Object> handleInfo(Object message, Object state, ServerContext context) {
        return act(Callback.INFO, new NoReply<>(state));
    }

    @Override
    public Next<Object> handleContinue(Object what, Object state, ServerContext context) {
        return act(Callback.CONTINUE, new NoReply<>(state));
    }

    @Override
    public void terminate(ExitReason reason, Object state, ServerContext context) {
        act(Callback.TERMINATE, reason);
    }

    @Override
    public String formatStatus(Object state) {
        return act(Callback.FORMAT, String.valueOf(state));
    }
}
