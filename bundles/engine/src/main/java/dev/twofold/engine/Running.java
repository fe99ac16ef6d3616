/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.util.concurrent.Callable;

/**
 * What a thread does for servers: which server's callback it runs, and for which message. One per thread, used by that
 * thread only.
 */
final class Running {

    /** How many calls deep a thread handles messages of others itself. */
    static final int MOST_LENT = 64;

    private static final int PROBED_FRAMES = 24;

    private static final ThreadLocal<Running> HERE = ThreadLocal.withInitial(Running::new);

    private Server server;
    private Message wrapped;
    private int lent;
    private ServerGroup changed;

    Running() {}

    static Running here() {
        return Thread.currentThread() instanceof ServerPool.Worker worker ? worker.running() : HERE.get();
    }

    /** The server whose callback this thread runs, or {@code null}. */
    Server server() {
        return server;
    }

    /** The message that its callback handles, or {@code null}. */
    Message cause() {
        return wrapped != null ? wrapped : server == null ? null : server.current();
    }

    /** The request that its callback may be answering, be it for another server; {@code null} if there is none. */
    Request answering() {
        Message cause = cause();
        Request answered = cause == null ? null : cause.behind();
        return answered == null || answered.isDone() ? null : answered; // what is over is not to be kept
    }

    /** Whether a callback of a group waits for what this thread does. */
    boolean isFor(ServerGroup group) {
        return server != null && server.isAlive() && (group.isGatedWith(server.group()) || answers(group));
    }

    private boolean answers(ServerGroup group) {
        Request request = answering();
        return request != null && request.comesFrom(group);
    }

    /** Begins to run a server; {@link #leave} with the result ends that. */
    Server enter(Server next) {
        Server before = server;
        server = next;
        return before;
    }

    void leave(Server before) {
        server = before;
    }

    /** From now on this thread makes states for servers of a group, and for nothing else. */
    void changes(ServerGroup group) {
        changed = group;
    }

    /** The group whose servers this thread makes states for, or {@code null}. */
    ServerGroup changed() {
        return changed;
    }

    boolean mayLend() {
        return lent < MOST_LENT && wrapped == null;
    }

    /**
     * Overflows now if there is little stack left: later it would leave a server behind that is owned by a thread which has
     * gone away.
     */
    static void probeStack() {
        probe(PROBED_FRAMES);
    }

    private static int probe(int frames) {
        return frames == 0 ? 0 : 1 + probe(frames - 1);
    }

    void lend() {
        lent++;
    }

    void takeBack() {
        lent--;
    }

    /** Carries the chain of calls into another thread. */
    static <V> Callable<V> wrap(Callable<V> task) {
        Server from = here().server;
        Message cause = here().cause();
        return () -> {
            Running there = here();
            Server before = there.server;
            Message wrappedBefore = there.wrapped;
            there.server = from;
            there.wrapped = cause;
            try {
                return task.call();
            } finally {
                there.server = before;
                there.wrapped = wrappedBefore;
            }
        };
    }
}
