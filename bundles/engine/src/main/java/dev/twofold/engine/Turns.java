/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.server.ExitReason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;

/**
 * When a server runs, and on which thread.
 *
 * <p>Whoever puts something into an idle server's mailbox flips it to scheduled and hands it to the pool. A pool thread
 * takes a batch of messages and, if there are more, hands the server to the pool again. A caller may run an idle server
 * itself if its author has promised that callbacks never block. Behind a closed gate only that is handled which a callback
 * of the group waits for, and what stands before it in the queue.
 */
abstract class Turns extends Behaviour implements Runnable {

    /** How many messages a caller handles that runs a server: its own, and a few that have come meanwhile. */
    static final int LENT_BATCH = 8;

    private static final int BATCH = 64;
    private static final int NEVER = -1;
    private static final VarHandle EXIT = handle("exit", ExitReason.class);
    private static final VarHandle EXTRAS = handle("extras", Extras.class);

    private final ServerGroup group;
    private volatile Extras extras;
    private volatile Thread runner;
    private volatile ExitReason exit;

    Turns(int word, ServerGroup group, Code<?> code) {
        super(word, code);
        this.group = group;
    }

    final Engine engine() {
        return group.engine();
    }

    final ServerGroup group() {
        return group;
    }

    final Extras extras() {
        Extras made = extras;
        if (made == null) {
            EXTRAS.compareAndSet(this, null, new Extras(server()));
            made = extras;
        }
        return made;
    }

    final Waits waitsIfAny() {
        Extras made = extras;
        return made == null ? null : made.waits();
    }

    /** {@code null} if it has none. */
    final Timers timersIfAny() {
        Extras made = extras;
        return made == null || made.timers().isEmpty() ? null : made.timers();
    }

    final Observation observation() {
        return extras().observation();
    }

    /** {@code null} if it has none. */
    final Extras extrasIfAny() {
        return extras;
    }

    /** What it had; from now on nothing is taken in. */
    final Extras giveUpExtras() {
        return (Extras) EXTRAS.getAndSet(this, Extras.OVER);
    }

    /** Sends a message of the engine itself: there is always room for it. */
    void enqueueOwn(Message message) {
        push(message);
        schedule();
    }

    final Request system(SystemCall call) {
        Extras made = extras();
        if (made == Extras.OVER) { // where it would be among those of others
            call.fail(exit);
            return call;
        }
        made.systemCalls().add(call);
        if (!set(SYSTEM) && has(ENDED)) {
            made.failSystemCalls(ended());
            return call;
        }
        schedule();
        if (has(GATED) && call.comesFrom(group)) {
            visit();
        }
        return call;
    }

    // ---- turns

    /** Sees to it that the server is run if it has something to do. */
    final void schedule() {
        for (int now = word();; now = word()) {
            if ((now & ENDED) != 0) {
                failNews();
                return;
            }
            if ((now & (SCHEDULED | PARKED)) == PARKED) {
                unpark();
                continue;
            }
            if ((now & SCHEDULED) != 0 || !mayRun(now)) {
                return;
            }
            if (change(now, now | SCHEDULED)) {
                execute();
                return;
            }
        }
    }

    /** Has the server look behind its closed gate whether something that waits may pass. */
    final void visit() {
        if (!has(SEALED) && (has(SYSTEM) || !isEmpty()) && set(SCHEDULED)) {
            execute();
        }
    }

    /** Hands the server in. If there is no memory or stack for that, the next sender tries again. */
    final void execute() {
        boolean handedIn = false;
        try {
            engine().execute(server());
            handedIn = true;
        } finally {
            if (!handedIn) {
                clear(SCHEDULED);
            }
        }
    }

    private boolean mayRun(int now) {
        if ((now & (SEALED | ENDED)) != 0) {
            return false;
        }
        if ((now & UNBORN) != 0) {
            return true;
        }
        if ((now & GATED) != 0) {
            return (now & SUSPENDED) == 0 && hasNews() || (now & SYSTEM) != 0 && hasAdmittedSystemCall();
        }
        if ((now & SYSTEM) != 0) {
            return true;
        }
        return (now & SUSPENDED) == 0 && (!isEmpty() || timeoutIsDue());
    }

    private boolean timeoutIsDue() {
        Waits waits = waitsIfAny();
        return waits != null && waits.due() != null;
    }

    /** One turn; called by the pool. */
    @Override
    public void run() {
        if (tryRun()) {
            turn(Running.here(), null, BATCH);
        } else {
            schedule();
        }
    }

    /** The caller's own thread runs the server, which it has made running. */
    final void lend(Running here, Request call, int batch) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        here.lend();
        try {
            turn(here, call, batch);
        } finally {
            here.takeBack();
            setLoader(thread, before);
        }
    }

    /** Some threads of others refuse that. */
    private static void setLoader(Thread thread, ClassLoader loader) {
        try {
            thread.setContextClassLoader(loader);
        } catch (SecurityException | UnsupportedOperationException refused) {
            return; // callbacks run with the thread's own then
        }
    }

    /**
     * One turn of the owner.
     *
     * @param first a message to begin with if none waits, or {@code null}
     */
    private void turn(Running here, Message first, int batch) {
        Thread thread = Thread.currentThread();
        Server before = here.enter(server());
        int looked = NEVER;
        try {
            runner = thread;
            setLoader(thread, code().loader());
            if (first != null && isEmpty()) {
                handle(first);
            } else if (first != null) {
                push(first);
            }
            looked = runBatch(batch);
        } finally {
            here.leave(before);
            runner = null;
            endTurn(looked);
        }
    }

    /** For which closing of the gate it has ended with a look at all that waits, or {@link #NEVER}. */
    private int runBatch(int most) {
        for (int left = most; left > 0; left--) {
            int now = word();
            if ((now & (ENDED | GATED | UNBORN)) == GATED) {
                int closing = group.closing();
                runAdmittedSystemCalls();
                if ((now & SUSPENDED) != 0) {
                    return NEVER;
                }
                if (runGated(closing)) {
                    return closing;
                }
                continue;
            }
            if ((now & (ENDED | SUSPENDED | SYSTEM | UNBORN)) != 0) {
                if (!runSpecial(now)) {
                    return NEVER;
                }
                continue;
            }
            Message message = poll();
            if (message != null) {
                take(message);
            } else if (!handleDueTimeout()) {
                return NEVER;
            }
        }
        return NEVER;
    }

    /** {@code false} if the turn is over. */
    private boolean runSpecial(int now) {
        if ((now & ENDED) != 0) {
            return false;
        }
        if ((now & UNBORN) != 0) {
            initialise();
            return true;
        }
        return (now & SYSTEM) != 0 && runSystemCall();
    }

    private boolean runSystemCall() {
        SystemCall call = extras().systemCalls().poll();
        if (call == null) {
            clear(SYSTEM);
            if (!extras().systemCalls().isEmpty()) {
                set(SYSTEM);
            }
        } else {
            call.run();
            extras().waits().restart();
        }
        return true;
    }

    /**
     * Handles what callbacks of the group wait for, and what stands before it in the queue.
     *
     * @return {@code false} if it was kept from looking at all that waits
     */
    private boolean runGated(int closing) {
        releaseHeldBefore(closing);
        int admitted = 0;
        for (Message message : batch()) {
            admitted += admit(message) ? 1 : 0;
        }
        while ((word() & (GATED | ENDED | SUSPENDED)) == GATED && !(has(SYSTEM) && hasAdmittedSystemCall())) {
            admitted += sortNews(this::admit, closing);
            boolean owes = owes();
            if (owes) {
                releaseHeld();
            }
            Message next = admitted > 0 || owes ? pollBatch() : null;
            if (next == null && owes && handleDueTimeout()) {
                continue;
            }
            if (next == null) {
                return true;
            }
            if (next.isAdmitted()) {
                admitted--;
            }
            take(next);
        }
        return false;
    }

    /** A callback of the group may wait for an operator's function, too. */
    private void runAdmittedSystemCalls() {
        if (has(SYSTEM)) {
            for (SystemCall call : extras().systemCalls()) {
                if (admits(call) && extras().systemCalls().remove(call)) {
                    call.run();
                }
            }
        }
    }

    private boolean hasAdmittedSystemCall() {
        return extras().systemCalls().stream().anyMatch(this::admits);
    }

    /** What it owes it may pay by its end, too. */
    private boolean admits(SystemCall call) {
        return call.comesFrom(group) || owes();
    }

    private boolean admit(Message message) {
        return message.admit(message.comesFrom(group));
    }

    private void take(Message message) {
        Room room = message.isInRoom() ? extras().room() : null;
        if (room != null) {
            room.leave();
        }
        handle(message);
    }

    /**
     * Gives the server up, or hands it in again.
     *
     * @param looked for which closing of the gate all that waits has been looked at
     */
    private void endTurn(int looked) {
        boolean more;
        int now;
        do {
            now = word();
            if ((now & ENDED) != 0) { // who has ended it has left this to the owner
                failBatch(exit);
                forget();
            }
            more = mayRun(now) || mustLook(now) && looked != group.closing();
        } while (!change(now, more ? now & ~RUNNING : now & ~(RUNNING | SCHEDULED)));
        if (more) {
            execute();
        } else {
            schedule();
        }
    }

    private boolean mustLook(int now) {
        return (now & (GATED | SEALED | ENDED | SUSPENDED)) == GATED && !isEmpty();
    }

    // ---- deferred replies

    void owes(Request request) {
        request.markOwed();
        if (!extras().relations().owes(request)) {
            request.fail(ended());
        } else if (request.isDone()) {
            settled(request);
        }
    }

    void settled(Request request) {
        extras().relations().settled(request);
    }

    final boolean owes() {
        Extras made = extras;
        return made != null && made.relations().owesTo(group);
    }

    /** Calls whose reply it has deferred. Any thread. */
    final List<Request> owed() {
        Extras made = extras;
        return made == null ? List.of() : made.relations().owed();
    }

    // ---- what it does now

    boolean isRunning() {
        return has(RUNNING);
    }

    /** Whether it runs, and has not been killed meanwhile: then nobody waits for it. */
    boolean isAtWork() {
        return (word() & (RUNNING | ENDED)) == RUNNING;
    }

    /** Whether it has been initialised and no callback of it runs. */
    boolean isIdle() {
        return !has(RUNNING | UNBORN | ENDED);
    }

    /** Whether its {@code init} is still to come, or runs. */
    boolean isUnborn() {
        return has(UNBORN);
    }

    /** The thread that runs it now, or {@code null}. */
    Thread runner() {
        return runner;
    }

    // ---- parked

    /** Takes it out of its lot, unless somebody is just doing that. */
    final void unpark() {
        for (int now = word(); (now & (PARKED | RUNNING | ENDED)) == PARKED; now = word()) {
            Running.probeStack();
            if (change(now, now | SCHEDULED | RUNNING)) {
                leave();
                return;
            }
        }
    }

    /** Owner only. If there is no memory for it, the next one tries again. */
    private void leave() {
        boolean left = false;
        try {
            group.lot().leave(server());
            left = true;
        } finally {
            if (left) {
                clear(PARKED);
                endTurn(NEVER);
            } else {
                remove(RUNNING | SCHEDULED);
            }
        }
    }

    // ---- the end

    /** Somebody has killed it while the thread that has closed the gate took it for its own. */
    void forgetIfEnded() {
        clear(0); // what was taken in is to be seen by who ends it now
        if (has(ENDED)) {
            failBatch(exit);
            forget();
        }
    }

    /** {@code false} if somebody else ends it. */
    final boolean beginEnd(ExitReason reason) {
        return EXIT.compareAndSet(this, null, reason);
    }

    /** Why it ends or has ended, or {@code null}. */
    ExitReason exit() {
        return exit;
    }

    /**
     * Why it has ended, or {@code null}. While somebody is just ending it, waits for the moment at which its name is free:
     * whoever hears of the end may start another with that name.
     */
    ExitReason ended() {
        while (exit != null && !has(ENDED)) {
            Thread.onSpinWait();
        }
        return exit;
    }

    final void failNews() {
        failInbox(exit);
    }

    private static VarHandle handle(String field, Class<?> type) {
        try {
            return MethodHandles.lookup().findVarHandle(Turns.class, field, type);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }
}
