/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.server.After;
import dev.twofold.server.Answer;
import dev.twofold.server.ExitReason;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Next;
import dev.twofold.server.NoReply;
import dev.twofold.server.Reply;
import dev.twofold.server.Stop;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server's code and state, and the rules of {@code gen_server} for its callbacks. Owned by the thread that runs the
 * server; behind a closed gate at rest, by the thread that closed it. This is the border to code of authors: whatever a
 * callback throws ends its server and nothing else.
 */
final class Behaviour {

    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    private final Server server;
    private volatile Code<?> code;
    private Object state;
    private boolean initialised;
    private volatile long handled;
    private volatile Message current;
    private long waits;
    private volatile boolean timeoutDue;
    private Future<?> timer = CompletableFuture.completedFuture(null);

    Behaviour(Server server, Code<?> code) {
        this.server = server;
        this.code = code;
    }

    Code<?> code() {
        return code;
    }

    Object state() {
        return state;
    }

    long handled() {
        return handled;
    }

    /** Makes another revision's code and state the server's own. */
    void become(Code<?> newCode, Object newState) {
        code = newCode;
        state = newState;
    }

    /** Lets go of the module when the server has ended: a client that keeps the reference must not keep the code. */
    void forget() {
        code = null;
        state = null;
        current = null;
        endWait();
    }

    /** The request that is being handled gets the reason at once, even if its callback never returns. */
    void failCurrent(ExitReason reason) {
        Message message = current;
        if (message != null) {
            message.fail(reason);
        }
    }

    // ---- start

    /** Runs {@code init}; {@code null} if the server runs, otherwise the reason why not. */
    ExitReason initialise(Object argument) {
        return initialise(code, argument);
    }

    private <S> ExitReason initialise(Code<S> running, Object argument) {
        Init<S> result;
        try {
            result = running.callbacks().init(argument, server);
        } catch (Throwable failure) {
            return endInit(ExitReason.of(failure), failure);
        }
        if (result instanceof Init.Ok<S> ok) {
            state = ok.state();
            initialised = true;
            goOn(running, ok.after());
            return null;
        }
        if (result instanceof Init.Refuse<S> refuse) {
            return endInit(refuse.reason(), null);
        }
        return endInit(result == null ? badReturn() : ExitReason.IGNORE, null);
    }

    private ExitReason endInit(ExitReason reason, Throwable failure) {
        server.end(reason.equals(ExitReason.IGNORE) ? ExitReason.NORMAL : reason);
        rethrowIfFatal(failure);
        return reason;
    }

    // ---- messages

    /** Handles a message. If somebody ends the server meanwhile, whoever waits for the message is told in any case. */
    void handle(Message message) {
        current = message;
        try {
            if (server.exitReason().isEmpty()) {
                handle(code, message);
                handled++;
            }
        } finally {
            server.exitReason().ifPresent(message::fail);
            current = null;
        }
    }

    private <S> void handle(Code<S> running, Message message) {
        if (message instanceof Message.TimeoutInfo timeout && timeout.waitNumber() != waits) {
            return;
        }
        if (message instanceof Message.StopOrder order) {
            terminate(running, order.reason());
            return;
        }
        endWait();
        Answer<S> answer;
        try {
            answer = callback(running.callbacks(), message);
        } catch (Throwable failure) {
            crash(running, failure);
            return;
        } finally {
            clearInterrupt();
        }
        apply(running, message, answer);
    }

    // ---- waits with a limit

    /** Whether the server waits with a limit of zero: that has passed when no message waits. */
    boolean timeoutIsDue() {
        return timeoutDue;
    }

    /** Handles the time-out of a limit of zero; {@code false} if there is none. */
    boolean handleDueTimeout() {
        if (!timeoutDue) {
            return false;
        }
        handle(new Message.TimeoutInfo(waits));
        return true;
    }

    private void startWait(Duration limit) {
        if (limit.isZero()) {
            timeoutDue = true;
        } else {
            Message.TimeoutInfo timeout = new Message.TimeoutInfo(waits);
            timer = server.engine().later(() -> server.enqueue(timeout), limit);
        }
    }

    private void endWait() {
        waits++;
        timeoutDue = false;
        timer.cancel(false);
    }

    private <S> Answer<S> callback(GenServer<S> callbacks, Message message) throws Exception {
        S now = typedState();
        if (message instanceof Message.Request request) {
            return callbacks.handleCall(request.payload(), request.call(), now, server);
        }
        if (message instanceof Message.Cast) {
            return callbacks.handleCast(message.payload(), now, server);
        }
        return callbacks.handleInfo(message.payload(), now, server);
    }

    private <S> void apply(Code<S> running, Message message, Answer<S> answer) {
        if (server.exitReason().isPresent()) {
            return;
        }
        if (answer instanceof Reply<S> reply) {
            state = reply.state();
            ((Message.Request) message).call().reply(reply.value());
            goOn(running, reply.after());
        } else if (answer instanceof NoReply<S> noReply) {
            state = noReply.state();
            if (message instanceof Message.Request request && !request.call().isDone()) {
                server.owes(request.call());
            }
            goOn(running, noReply.after());
        } else if (answer instanceof Stop<S> stop) {
            state = stop.state();
            stop(running, message, stop);
        } else {
            terminate(running, badReturn());
        }
    }

    private <S> void stop(Code<S> running, Message message, Stop<S> stop) {
        ExitReason reason = callTerminate(running, stop.reason());
        if (message instanceof Message.Request request) {
            stop.answer().ifPresent(request.call()::reply);
        }
        end(running, reason);
    }

    /** Does what a callback asked for, as long as one asks to be continued. */
    private <S> void goOn(Code<S> running, After first) {
        After after = first;
        while (after instanceof After.Continue next && server.exitReason().isEmpty()) {
            Next<S> result;
            try {
                result = running.callbacks().handleContinue(next.what(), typedState(), server);
            } catch (Throwable failure) {
                crash(running, failure);
                return;
            } finally {
                clearInterrupt();
            }
            if (!(result instanceof NoReply<S> noReply)) {
                apply(running, current, result);
                return;
            }
            state = noReply.state();
            after = noReply.after();
        }
        if (after instanceof After.WithTimeout timeout) {
            startWait(timeout.limit());
        }
    }

    // ---- the end

    private <S> void crash(Code<S> running, Throwable failure) {
        terminate(running, ExitReason.of(failure));
        rethrowIfFatal(failure);
    }

    private <S> void terminate(Code<S> running, ExitReason reason) {
        end(running, callTerminate(running, reason));
    }

    private <S> ExitReason callTerminate(Code<S> running, ExitReason reason) {
        if (!initialised || server.exitReason().isPresent()) {
            return reason;
        }
        try {
            running.callbacks().terminate(reason, typedState(), server);
            return reason;
        } catch (Throwable failure) {
            return ExitReason.of(failure);
        } finally {
            clearInterrupt();
        }
    }

    private void end(Code<?> running, ExitReason reason) {
        if (server.end(reason) && reason.isAbnormal()) {
            LOG.error("server {} ({}) ended: {}{}", server.name(), running, reason, StackText.of(reason));
        }
    }

    private static ExitReason badReturn() {
        return ExitReason.of("bad_return_value: null");
    }

    private static void rethrowIfFatal(Throwable failure) {
        if (failure instanceof VirtualMachineError fatal && !(failure instanceof StackOverflowError)) {
            throw fatal;
        }
    }

    /** An interrupt that a callback left behind must not reach the next server of this pool thread. */
    private static void clearInterrupt() {
        Thread.interrupted();
    }

    @SuppressWarnings("unchecked") // code and state are always set together, by this class
    private <S> S typedState() {
        return (S) state;
    }

    /** The state as its author wants it shown. */
    String formattedState() {
        return formattedState(code);
    }

    private <S> String formattedState(Code<S> running) {
        try {
            return String.valueOf(running.callbacks().formatStatus(typedState()));
        } catch (Throwable failure) {
            rethrowIfFatal(failure);
            return "(formatStatus failed: " + ExitReason.of(failure) + ")";
        } finally {
            clearInterrupt();
        }
    }
}
