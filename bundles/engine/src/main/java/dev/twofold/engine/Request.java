/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.server.CallFailedException;
import dev.twofold.server.CallTimeoutException;
import dev.twofold.server.ExitReason;
import dev.twofold.server.From;
import dev.twofold.server.InterruptedCallException;
import dev.twofold.server.MailboxFullException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * A call: the caller waits on it, the server answers it. The first outcome counts, whoever brings it; the caller that gives
 * up brings one too, so that a late reply has no effect.
 */
class Request extends Message implements From {

    private static final Object NULL_REPLY = new Object();
    private static final VarHandle OUTCOME = outcomeHandle();

    private final Server server;
    private final Thread waiter;
    private Server caller;
    private Message cause;
    private volatile boolean owed;
    private volatile Object outcome;
    private volatile Excuse excuse;

    /**
     * A request that this thread will {@link #await}.
     *
     * @param server who is to answer it
     * @param here what this thread does
     */
    Request(Server server, Object payload, Running here) {
        this(server, payload, here, Thread.currentThread());
    }

    Request(Server server, Object payload, Running here, Thread waiter) {
        super(payload);
        this.server = server;
        this.waiter = waiter;
        this.caller = here.server();
        this.cause = here.cause();
    }

    final Server server() {
        return server;
    }

    /** Who waits for it, or has sent it: a server or a thread. */
    final String caller() {
        Server from = caller;
        if (from != null) {
            return from.name();
        }
        return waiter == null ? "somebody who does not wait" : "thread " + waiter.getName();
    }

    final boolean isFromServer() {
        return caller != null;
    }

    /** The server that a thread waits for in a call. */
    static Optional<Server> awaitedBy(Thread thread) {
        return LockSupport.getBlocker(thread) instanceof Wait wait ? Optional.of(wait.server()) : Optional.empty();
    }

    // ---- the chain of calls

    @Override
    final Request behind() {
        return this;
    }

    /** Whether a callback of a group waits for this, through whatever servers. */
    @Override
    final boolean comesFrom(ServerGroup group) {
        for (Request request = this; request != null;) {
            Server from = request.caller;
            Message why = request.cause;
            if (from == null || request.isDone()) {
                return false;
            }
            if (from.current() == why && group.isGatedWith(from.group())) {
                return from.exit() == null;
            }
            request = why == null ? null : why.behind(); // if its callback has returned without an answer, that is owed
        }
        return false;
    }

    /** Whether a server waits for this in a chain of calls and starts. */
    final boolean isAwaitedBy(Server other) {
        for (Request request = this; request != null && !request.isDone();) {
            Message why = request.cause;
            if (request.waiter == null) { // nobody waits for it
                return false;
            }
            if (request.caller == other && other.current() == why) {
                return true;
            }
            request = why == null || why instanceof Message.Note ? null : why.behind(); // for a note nobody need wait
        }
        return false;
    }

    // ---- the outcome

    @Override
    public final void reply(Object value) {
        finish(value == null ? NULL_REPLY : value instanceof ExitReason reason ? new Reply(reason) : value);
    }

    /** Needs no memory: it may be that which has run out. */
    @Override
    final void fail(ExitReason reason) {
        finish(reason);
    }

    final boolean isDone() {
        return outcome != null;
    }

    /** Whoever asked has given up. */
    final boolean abandon(ExitReason reason) {
        return finish(reason);
    }

    private boolean finish(Object result) {
        if (outcome != null || !OUTCOME.compareAndSet(this, null, result)) {
            return false;
        }
        if (owed) {
            server.settled(this);
            forgetChain();
        }
        finished();
        return true;
    }

    /** Whether nothing comes of it when the server that asks has ended. */
    boolean endsWithCaller() {
        return false;
    }

    /** To be done once, by the thread that has brought the outcome. */
    void finished() {
        if (waiter != Thread.currentThread()) {
            LockSupport.unpark(waiter);
        }
    }

    /** The server will answer later; it must be told when that is done. */
    final void markOwed() {
        owed = true;
    }

    /** It may be kept as a {@link From} for long. */
    @Override
    final void handled() {
        super.handled();
        if (isDone()) {
            forgetChain();
        }
    }

    private void forgetChain() {
        caller = null;
        cause = null;
    }

    /**
     * The reply.
     *
     * @throws CallFailedException if there is none
     */
    final Object result() {
        Object result = outcome;
        if (result == ExitReason.MAILBOX_FULL) {
            throw new MailboxFullException(server.name(), server.mailboxLimit());
        }
        if (result instanceof ExitReason failed) {
            throw new CallFailedException(server.name(), failed);
        }
        if (result instanceof Reply reply) {
            return reply.reason;
        }
        return result == NULL_REPLY ? null : result;
    }

    // ---- waiting

    /**
     * Waits for the outcome. Time behind a closed gate does not count against the limit: neither behind that of the server's
     * group, nor that for which the server waits in calls of its own.
     *
     * @throws CallFailedException if the server ended, the limit passed or the thread was interrupted
     */
    final Object await(Duration limit) {
        return await(limit, false);
    }

    /**
     * The same.
     *
     * @param quick a thread was about to take it up: it may well answer sooner than this one can go to sleep
     */
    final Object await(Duration limit, boolean quick) {
        if (!isDone() && !(quick && server.engine().pool().spin().await(this))) {
            block(limit);
        }
        return result();
    }

    private void block(Duration limit) {
        Request outer = cause == null ? null : cause.behind();
        Wait wait = new Wait(Deadline.nanos(limit), outer);
        try {
            server.engine().pool().blocking(wait);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            if (abandon(ExitReason.of("interrupted"))) {
                throw new InterruptedCallException(server.name());
            }
        } finally {
            wait.end();
        }
        if (!isDone() && wait.isPointless()) {
            abandon(ExitReason.KILLED);
        }
        if (!isDone() && abandon(ExitReason.TIMEOUT)) {
            throw new CallTimeoutException(server.name(), limit);
        }
    }

    /** The nanoseconds that are left of a limit that begins now, for who looks at it without waiting in {@link #await}. */
    final LongSupplier left(Duration limit) {
        return new Wait(Deadline.nanos(limit), null)::left;
    }

    /** For how long what is done for this has waited at gates. */
    private long excused() {
        long nanos = 0;
        for (Request request = this; request != null;) {
            Excuse now = request.excuse;
            if (now == null) {
                return nanos;
            }
            nanos += now.past();
            request = null;
            for (Wait wait : now.waits()) {
                nanos += wait.gated();
                if (request == null) {
                    request = wait.request(); // calls that are nested take no stack here, only those side by side
                } else {
                    nanos += wait.request().excused();
                }
            }
        }
        return nanos;
    }

    private synchronized void excuse(Wait begun) {
        Excuse before = excuse;
        excuse = before == null ? new Excuse(0, List.of(begun)) : before.with(begun);
    }

    private synchronized void excused(Wait over, long nanos) {
        excuse = excuse.without(over, nanos);
    }

    /** To be done before the request is sent. */
    static void checkLimit(Duration limit) {
        if (limit.isNegative()) {
            throw new IllegalArgumentException("the limit of a call is negative: " + limit);
        }
    }

    private static VarHandle outcomeHandle() {
        try {
            return MethodHandles.lookup().findVarHandle(Request.class, "outcome", Object.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** A reply that is a reason, but not for a failure of the call. */
    private record Reply(ExitReason reason) {
    }

    /**
     * Why a request may take longer than its limit: calls that are made for it wait at gates. Immutable.
     *
     * @param past how long those have waited that are over
     * @param waits the others, mostly one
     */
    private record Excuse(long past, List<Wait> waits) {

        Excuse with(Wait begun) {
            return new Excuse(past, Stream.concat(waits.stream(), Stream.of(begun)).toList());
        }

        /** {@code null} if nothing is left. */
        Excuse without(Wait over, long nanos) {
            long sum = past + nanos;
            List<Wait> others = waits.size() == 1 ? List.of() : waits.stream().filter(wait -> wait != over).toList();
            return sum == 0 && others.isEmpty() ? null : new Excuse(sum, others);
        }
    }

    /** The wait of one thread. As long as it lasts it excuses the request that it is made for. */
    private final class Wait implements ServerPool.Wait {

        private final long limit;
        private final long start = System.nanoTime();
        private final long gatedBefore = server.group().gatedNanos();
        private final long anyGatedBefore = server.engine().gates().nanos();
        private final Request outer;
        private final Server waiting = caller;

        Wait(long limit, Request outer) {
            this.limit = limit;
            this.outer = outer;
            if (outer != null) {
                outer.excuse(this);
            }
        }

        @Override
        public void run() throws InterruptedException {
            for (long left = left(); !isDone() && left > 0 && !isPointless(); left = left()) {
                LockSupport.parkNanos(this, left);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        }

        private long left() {
            long excused = gated();
            long inner = excused();
            if (inner > 0) { // gates that were closed at the same time count once
                excused = Math.min(excused + inner, server.engine().gates().nanos() - anyGatedBefore);
            }
            return limit - (System.nanoTime() - start) + excused;
        }

        Server server() {
            return server;
        }

        private long gated() {
            return server.group().gatedNanos() - gatedBefore;
        }

        Request request() {
            return Request.this;
        }

        /** Its request is not kept any longer: the outer one may be answered much later. */
        void end() {
            if (outer != null) {
                outer.excused(this, gated() + Request.this.excused());
            }
        }

        /** The server that waits was run by this thread for a caller, and has been killed: the caller is to go on. */
        boolean isPointless() {
            return endsWithCaller() && outer != null && outer.waiter == waiter && outer.isDone() && waiting != null
                    && waiting.exit() != null;
        }
    }

    /** As an operator sees it in the state of a server that answers later. */
    @Override
    public String toString() {
        return "a call that waits for its reply";
    }
}
