/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.engine.migration.ConversionException;
import dev.twofold.server.After;
import dev.twofold.server.Answer;
import dev.twofold.server.ExitReason;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Next;
import dev.twofold.server.NoReply;
import dev.twofold.server.Reply;
import dev.twofold.server.Stop;
import dev.twofold.server.SysEvent.Kind;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server's code and state, and the rules of {@code gen_server} for its callbacks. Owned by the thread that runs the
 * server; behind a closed gate at rest, by the thread that closed it. This is the border to code of authors: whatever a
 * callback throws ends its server and nothing else.
 */
abstract class Behaviour extends Mailbox {

    private static final Logger LOG = LoggerFactory.getLogger(Server.class);
    private static final VarHandle CURRENT = handle("current", Message.class);
    private static final VarHandle CODE = handle("code", Code.class);
    private static final VarHandle HANDLED = handle("handled", long.class);

    /** Made beforehand: there may be no memory for another. */
    private static final ExitReason MACHINE_ERROR = ExitReason.of(
            "error of the virtual machine, such as out of memory");

    private volatile Code<?> code;
    private Object state;
    private volatile Message current;
    private long handled;

    Behaviour(int word, Code<?> code) {
        super(word);
        this.code = code;
    }

    /** What it will handle first. */
    final void bear(Message.Birth birth) {
        current = birth;
        ExitReason reason = server().exit();
        if (reason != null) {
            birth.fail(reason);
        }
    }

    /** The server that this is a part of. */
    abstract Server server();

    final Code<?> code() {
        return code;
    }

    final Object state() {
        return state;
    }

    /** How many messages it has handled, as seen from any thread. */
    final long handled() {
        return (long) HANDLED.getOpaque(this);
    }

    /** The message whose callback runs, or {@code null}. Any thread. */
    final Message current() {
        return current;
    }

    /** Makes another revision's code and state the server's own. */
    final void become(Code<?> newCode, Object newState) {
        state = newState;
        adopt(newCode);
    }

    /** The promise never to block is the code's, not the server's. */
    private void adopt(Code<?> newCode) {
        Code<?> left = code;
        CODE.setRelease(this, newCode);
        if (newCode.isNonBlocking()) {
            set(LENDING);
        } else if (has(LENDING)) {
            clear(LENDING);
        }
        server().group().departures().left(left);
    }

    /**
     * Goes over to what was loaded, without gate: with the state as it is or, if it has to be put into other classes, as far
     * as it fits. If it does not, the server ends. Owner only.
     */
    final void adopt(Loaded loaded) {
        Code<?> running = code;
        Code<?> newest = running == null ? null : loaded.newest(running);
        if (newest == running) {
            return;
        }
        if (loaded.states().isEmpty()) {
            adopt(newest);
            return;
        }
        try {
            StateChange change = loaded.states().get();
            become(newest, ShadowMaker.state(new ShadowMaker.Standing(server(), running, state, List.of()), newest,
                    change));
            Timers timers = server().timersIfAny();
            if (timers != null) { // they would keep the code that it has left
                Shadow.carryLate(timers.messages(), newest, change, loaded.era());
            }
        } catch (ChangeFailedException misfit) {
            set(REPLACED);
            end(newest, ExitReason.of("bad_state: " + misfit.why()));
        }
    }

    /** Lets go of the module when the server has ended: a client that keeps the reference must not keep the code. */
    final void forget() {
        code = null;
        state = null;
        current = null;
        forgetMessages();
    }

    /** The message that is being handled gets the reason at once, even if its callback never returns. */
    final void failCurrent(ExitReason reason) {
        Message message = current;
        if (message != null) {
            message.fail(reason);
        }
    }

    // ---- start

    /** Runs {@code init}, tells the starter, and goes on with what it asked for. */
    final void initialise() {
        Message birth = current;
        try {
            if (birth instanceof Message.Birth unborn && server().exit() == null) {
                initialise(code, unborn);
            }
        } finally {
            clear(UNBORN);
            ExitReason reason = server().ended();
            if (reason != null && birth != null) {
                birth.fail(reason);
            }
            CURRENT.setRelease(this, null);
        }
    }

    private <S> void initialise(Code<S> running, Message.Birth birth) {
        Init<S> result;
        try {
            result = running.callbacks().init(birthArgument(birth), server());
        } catch (Throwable failure) {
            server().end(ExitReason.of(failure));
            rethrowIfFatal(failure);
            return;
        } finally {
            clearInterrupt();
        }
        if (result instanceof Init.Ok<S> ok) {
            state = ok.state();
            birth.start().reply(null);
            goOn(running, ok.after());
        } else if (result instanceof Init.Refuse<S> refuse) {
            server().end(refuse.reason());
        } else if (result == null) {
            server().end(badReturn("init", "Init.ok(state), Init.ignore() or Init.stop(reason)"));
        } else {
            current = null; // its end is not what the starter is to hear of
            birth.start().reply(server().end(ExitReason.NORMAL) ? ExitReason.IGNORE : server().exit());
        }
    }

    private static Object birthArgument(Message.Birth birth) {
        Object argument = birth.payload();
        birth.replacePayload(null);
        return argument;
    }

    // ---- messages

    /** Handles a message. If somebody ends the server meanwhile, whoever waits for the message is told in any case. */
    final void handle(Message message) {
        if (message instanceof Request) {
            current = message; // before the end is looked for: who ends the server tells its caller, or we do
        } else {
            CURRENT.setRelease(this, message);
        }
        try {
            if (server().exit() == null) {
                HANDLED.setOpaque(this, handled + 1); // before it is answered: who has the reply sees it counted
                act(message);
            }
        } catch (Throwable unexpected) { // such as an error in an author's toString: who waits must hear of it
            server().end(unexpected instanceof VirtualMachineError ? MACHINE_ERROR : ExitReason.of(unexpected));
            throw unexpected;
        } finally {
            ExitReason reason = server().ended();
            if (reason != null) {
                message.fail(reason);
            }
            CURRENT.setRelease(this, null);
            message.handled();
        }
    }

    private void act(Message message) {
        Waits waits = server().waitsIfAny();
        if (message instanceof Message.TimeoutInfo timeout && (waits == null || !waits.isUnderWay(timeout.ended()))
                || message.dropped()) {
            return;
        }
        if (waits != null) {
            waits.end();
        }
        Loaded loaded = server().group().loaded();
        if (has(NEWEST)) {
            adopt(loaded);
            if (server().exit() != null) {
                return;
            }
        }
        if (loaded.isForeign(message, code) && !carry(message, loaded)) {
            return;
        }
        if (message instanceof StopOrder order) {
            terminate(code, order.reason());
        } else if (has(OBSERVED)) {
            actObserved(message);
        } else {
            act(code, message);
        }
    }

    /** Puts a message of another revision's classes into those of the code; if that fails, who waits is told. */
    private boolean carry(Message message, Loaded loaded) {
        try {
            message.carry(loaded.carried(message.payload(), code), loaded.era());
            return true;
        } catch (Throwable misfit) { // may be thrown by a record of the module
            rethrowIfFatal(misfit);
            ExitReason reason = ExitReason.of("bad_message: " + (misfit instanceof ConversionException refused
                    ? refused.getMessage()
                    : ExitReason.of(misfit).text()));
            LOG.error("server {} ({}) refused a message of another revision: {}", server().name(), code, reason);
            message.fail(reason);
            return false;
        }
    }

    private void actObserved(Message message) {
        long start = System.nanoTime();
        observe(Kind.IN, message.payload());
        act(code, message);
        Observation observation = server().observation();
        if (observation != null) {
            observation.handled(System.nanoTime() - start);
        }
    }

    private <S> void act(Code<S> running, Message message) {
        Answer<S> answer;
        try {
            answer = callback(running.callbacks(), message);
        } catch (Throwable failure) {
            crash(running, failure);
            return;
        } finally {
            clearInterrupt();
        }
        apply(running, message, answer, false);
    }

    private <S> Answer<S> callback(GenServer<S> callbacks, Message message) throws Exception {
        S now = typedState();
        if (message instanceof Request request) {
            return callbacks.handleCall(request.payload(), request, now, server());
        }
        if (message instanceof Message.Cast) {
            return callbacks.handleCast(message.payload(), now, server());
        }
        return callbacks.handleInfo(message.payload(), now, server());
    }

    private <S> void apply(Code<S> running, Message message, Answer<S> answer, boolean continued) {
        if (server().exit() != null) {
            return;
        }
        if (answer instanceof Reply<S> reply && message instanceof Request request) {
            state = reply.state();
            observe(Kind.OUT, reply.value());
            request.reply(reply.value());
            goOn(running, reply.after());
        } else if (answer instanceof NoReply<S> noReply) {
            state = noReply.state();
            observe(Kind.NOREPLY, "");
            if (message instanceof Request request && !request.isDone()) {
                server().owes(request);
            }
            goOn(running, noReply.after());
        } else if (answer instanceof Stop<S> stop) {
            state = stop.state();
            stop(running, message, stop);
        } else {
            terminate(running, continued
                    ? badReturn("handleContinue", "NoReply or Stop")
                    : badReturn(message));
        }
    }

    private <S> void stop(Code<S> running, Message message, Stop<S> stop) {
        ExitReason reason = callTerminate(running, stop.reason());
        if (message instanceof Request request) {
            stop.answer().ifPresent(request::reply);
        }
        end(running, reason);
    }

    /** Does what a callback asked for, as long as one asks to be continued. */
    private <S> void goOn(Code<S> running, After first) {
        After after = first;
        while (after instanceof After.Continue next && server().exit() == null) {
            observe(Kind.CONTINUE, next.what());
            Next<S> result;
            try {
                result = running.callbacks().handleContinue(next.what(), typedState(), server());
            } catch (Throwable failure) {
                crash(running, failure);
                return;
            } finally {
                clearInterrupt();
            }
            if (!(result instanceof NoReply<S> noReply)) {
                apply(running, current, result, true);
                return;
            }
            state = noReply.state();
            observe(Kind.NOREPLY, "");
            after = noReply.after();
        }
        if (after instanceof After.WithTimeout timeout) {
            server().extras().waits().begin(timeout.limit());
        }
    }

    /** Handles the time-out of a limit of zero; {@code false} if there is none. */
    final boolean handleDueTimeout() {
        Waits waits = server().waitsIfAny();
        Waits.Wait due = waits == null ? null : waits.due();
        if (due == null) {
            return false;
        }
        handle(new Message.TimeoutInfo(due));
        return true;
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
        if (server().exit() != null) {
            return reason;
        }
        observe(Kind.TERMINATE, reason);
        try {
            running.callbacks().terminate(reason, typedState(), server());
            return reason;
        } catch (Throwable failure) {
            return ExitReason.of(failure);
        } finally {
            clearInterrupt();
        }
    }

    private void end(Code<?> running, ExitReason reason) {
        if (server().end(reason) && reason.isAbnormal()) {
            LOG.error("server {} ({}) ended: {}{}", server().name(), running, reason, StackText.of(reason));
        }
    }

    /** By the callback that such a message goes to. */
    private static ExitReason badReturn(Message message) {
        if (message instanceof Request) {
            return badReturn("handleCall", "Reply, NoReply or Stop");
        }
        return badReturn(message instanceof Message.Cast ? "handleCast" : "handleInfo", "NoReply or Stop");
    }

    /** OTP's word first. */
    private static ExitReason badReturn(String callback, String allowed) {
        return ExitReason.of("bad_return_value: " + callback + " returned null: return " + allowed);
    }

    static void rethrowIfFatal(Throwable failure) {
        if (failure instanceof VirtualMachineError fatal && !(failure instanceof StackOverflowError)) {
            throw fatal;
        }
    }

    /** An interrupt that a callback left behind must not reach the next server of this pool thread. */
    private static void clearInterrupt() {
        if (Thread.currentThread() instanceof ServerPool.Worker) {
            Thread.interrupted();
        }
    }

    private void observe(Kind kind, Object what) {
        Observation observation = has(OBSERVED) ? server().observation() : null;
        if (observation != null) {
            observation.event(kind, what);
            if (!observation.isWanted()) {
                server().observe(ended -> {});
            }
        }
    }

    @SuppressWarnings("unchecked") // code and state are always set together, by this class
    private <S> S typedState() {
        return (S) state;
    }

    // ---- the operator

    /** The state as its author wants it shown. */
    final String formattedState() {
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

    /** Puts another state in the place of this one; if the change fails, nothing has happened. */
    final void replaceState(UnaryOperator<Object> change) {
        state = change.apply(state);
    }

    private static VarHandle handle(String field, Class<?> type) {
        try {
            return MethodHandles.lookup().findVarHandle(Behaviour.class, field, type);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }
}
