/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * The callbacks of one server type: OTP's {@code gen_server} behaviour.
 *
 * <p>A module author registers one implementation per server type as an OSGi service, with
 * {@link dev.twofold.annotation.ServerType @ServerType}. The object itself holds no state: one instance serves all
 * servers of its type in its revision, on many threads at once. What a server knows is the state value {@code S} that
 * goes into each callback and comes out of it; make it a record. For one server, callbacks run one at a time, each sees
 * what the one before returned, and the thread may differ from one to the next.
 *
 * <p>An exception from a callback, an {@link Error} too, ends the server with that failure as reason, after
 * {@link #terminate} with the state from before the callback. A {@code null} result counts as a bad return value and
 * ends it in the same way.
 *
 * @param <S> the state; when a module is upgraded, states are carried over to the class that the new revision names here
 */
@ConsumerType
public interface GenServer<S> {

    /**
     * Makes the first state. Runs in the server's own thread; whoever starts the server waits for it.
     *
     * @param argument what the starter passed, or {@code null}
     * @param context the server that is being started
     * @return the first state, or why there will be no server
     * @throws Exception ends the start; {@link #terminate} is not called then
     */
    Init<S> init(Object argument, ServerContext context) throws Exception;

    /**
     * Answers a call.
     *
     * @param request the message, never {@code null}
     * @param from whom to answer; needed only if the answer comes later, after a {@link NoReply}
     * @param state the state
     * @param context the server
     * @return the reply and the next state
     * @throws UnknownMessageException if the request is none that this server knows
     * @throws Exception ends the server; the caller gets the failure
     */
    Answer<S> handleCall(Object request, From from, S state, ServerContext context) throws Exception;

    /**
     * Handles a cast. As in OTP, a cast to a server that has no such callback ends the server.
     *
     * @param message the message, never {@code null}
     * @param state the state
     * @param context the server
     * @return the next state
     * @throws Exception ends the server
     */
    default Next<S> handleCast(Object message, S state, ServerContext context) throws Exception {
        throw new UnknownMessageException(message);
    }

    /**
     * Handles any other message: what was sent with {@link ServerRef#send}, {@link Down}, {@link Exit} and
     * {@link Timeout}. Unless
     * overridden it drops the message.
     *
     * @param message the message, never {@code null}
     * @param state the state
     * @param context the server
     * @return the next state
     * @throws Exception ends the server
     */
    default Next<S> handleInfo(Object message, S state, ServerContext context) throws Exception {
        return new NoReply<>(state);
    }

    /**
     * Goes on with what {@link After#continueWith} asked for, before any message that waits.
     *
     * @param what the value that was passed on
     * @param state the state
     * @param context the server
     * @return the next state
     * @throws Exception ends the server
     */
    default Next<S> handleContinue(Object what, S state, ServerContext context) throws Exception {
        throw new UnknownMessageException(what);
    }

    /**
     * Cleans up before the server ends: after a {@link Stop}, a failure in a callback, or a stop from outside; not after
     * a kill and not when {@link #init} did not succeed. A failure in here replaces the reason.
     *
     * @param reason why the server ends
     * @param state the last state
     * @param context the server
     * @throws Exception replaces the reason
     */
    default void terminate(ExitReason reason, S state, ServerContext context) throws Exception {}

    /**
     * What a status or a shell shows of a state. Override it to leave out secrets or to shorten.
     *
     * @param state the state
     * @return the text to show
     */
    default String formatStatus(S state) {
        return String.valueOf(state);
    }
}
