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
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * One call: the caller waits on it, the server answers it. The first outcome counts, whoever brings it; the caller that
 * gives up brings one too, so that a late reply has no effect.
 */
final class PendingCall implements From {

    private static final Object NULL_REPLY = new Object();
    private static final VarHandle OUTCOME = outcomeHandle();

    private final Server server;
    private final CompletableFuture<Object> future;
    private final Thread waiter;
    private volatile Object outcome;

    private PendingCall(Server server, CompletableFuture<Object> future, Thread waiter) {
        this.server = server;
        this.future = future;
        this.waiter = waiter;
    }

    /** A call that this thread will {@link #await}. */
    static PendingCall awaitedHere(Server server) {
        return new PendingCall(server, null, Thread.currentThread());
    }

    /** A call whose outcome goes to a future. */
    static PendingCall completing(Server server, CompletableFuture<Object> future) {
        return new PendingCall(server, future, null);
    }

    @Override
    public void reply(Object value) {
        finish(value == null ? NULL_REPLY : value);
    }

    void fail(ExitReason reason) {
        finish(new Failed(reason));
    }

    boolean isDone() {
        return outcome != null;
    }

    /**
     * Waits for the outcome. Time during which the server's gate was closed does not count against the limit.
     *
     * @throws CallFailedException if the server ended, the limit passed or the thread was interrupted
     */
    Object await(Duration limit) {
        Wait wait = new Wait(Deadline.nanos(limit));
        if (!isDone()) {
            try {
                server.engine().pool().blocking(wait);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                if (finish(new Failed(ExitReason.of("interrupted")))) {
                    throw new InterruptedCallException(server.name());
                }
            }
        }
        if (!isDone() && finish(new Failed(ExitReason.TIMEOUT))) {
            throw new CallTimeoutException(server.name(), limit);
        }
        return result();
    }

    private Object result() {
        if (outcome instanceof Failed failed) {
            throw new CallFailedException(server.name(), failed.reason);
        }
        return outcome == NULL_REPLY ? null : outcome;
    }

    private boolean finish(Object result) {
        if (!OUTCOME.compareAndSet(this, null, result)) {
            return false;
        }
        server.settled(this);
        if (future != null) {
            server.engine().completeLater(this);
        } else if (waiter != Thread.currentThread()) {
            LockSupport.unpark(waiter);
        }
        return true;
    }

    /** Completes the future; runs on a pool thread, so that dependent actions never run inside a server. */
    void completeFuture() {
        try {
            future.complete(result());
        } catch (CallFailedException failed) {
            future.completeExceptionally(failed);
        }
    }

    /** To be done before the request is sent. */
    static void checkLimit(Duration limit) {
        if (limit.isNegative()) {
            throw new IllegalArgumentException("the limit of a call is negative: " + limit);
        }
    }

    private static VarHandle outcomeHandle() {
        try {
            return MethodHandles.lookup().findVarHandle(PendingCall.class, "outcome", Object.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private record Failed(ExitReason reason) {
    }

    /** The wait of one thread. */
    private final class Wait implements ServerPool.Wait {

        private final long limit;
        private final long start = System.nanoTime();
        private final long gatedBefore = server.group().gatedNanos();

        Wait(long limit) {
            this.limit = limit;
        }

        @Override
        public void run() throws InterruptedException {
            for (long left = left(); !isDone() && left > 0; left = left()) {
                LockSupport.parkNanos(this, left);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        }

        private long left() {
            long gated = server.group().gatedNanos() - gatedBefore;
            return limit - (System.nanoTime() - start) + gated;
        }
    }
}
