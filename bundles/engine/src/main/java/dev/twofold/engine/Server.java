/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.server.CallFailedException;
import dev.twofold.server.ExitReason;
import dev.twofold.server.Monitor;
import dev.twofold.server.ServerContext;
import dev.twofold.server.ServerInfo;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerRegistry;
import dev.twofold.server.ServerStatus;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * A server: its mailbox and its turn on the pool. What its callbacks do is in {@link Behaviour}.
 *
 * <p>Whoever puts something into an idle server's mailbox flips it to scheduled and hands it to the pool. A pool thread
 * takes a batch of messages and, if there are more, hands the server to the pool again.
 */
final class Server implements ServerRef, ServerContext, Runnable {

    private static final int BATCH = 64;

    private final Engine engine;
    private final ServerGroup group;
    private final String name;
    private final Behaviour behaviour;
    private final StatusWord status = new StatusWord();
    private final Queue<Message> mailbox = new ConcurrentLinkedQueue<>();
    private final Queue<SystemMessage> systemMessages = new ConcurrentLinkedQueue<>();
    private final AtomicInteger admitted = new AtomicInteger();
    private final Set<ServerMonitor> monitors = ConcurrentHashMap.newKeySet(1);
    private final Set<ServerMonitor> watching = ConcurrentHashMap.newKeySet(1);
    private final Queue<Runnable> endActions = new ConcurrentLinkedQueue<>();
    private final Set<PendingCall> owed = ConcurrentHashMap.newKeySet(1);
    private PendingCall start;
    private volatile Thread runner;
    private final AtomicReference<ExitReason> exitReason = new AtomicReference<>();

    Server(Engine engine, ServerGroup group, String name, Code<?> code, Optional<Object> argument) {
        this.engine = engine;
        this.group = group;
        this.name = name;
        this.behaviour = new Behaviour(this, code);
        admitted.incrementAndGet(); // a callback that starts a server is waiting for this, perhaps behind a closing gate
        start = PendingCall.awaitedHere(this);
        systemMessages.add(new SystemMessage(ready -> initialise(ready, argument), start));
    }

    private Object initialise(Behaviour ready, Optional<Object> argument) {
        try {
            return ready.initialise(argument.orElse(null));
        } finally {
            admitted.decrementAndGet();
        }
    }

    /**
     * Initialises it; the call is answered with the reason if there will be no server. To be called once, by the thread that
     * has made the server.
     */
    PendingCall start() {
        PendingCall starting = start;
        start = null; // it knows the starter's thread
        schedule();
        return starting;
    }

    Engine engine() {
        return engine;
    }

    ServerGroup group() {
        return group;
    }

    Behaviour behaviour() {
        return behaviour;
    }

    // ---- references

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isAlive() {
        return !status.has(StatusWord.ENDED);
    }

    @Override
    public Object call(Object request, Duration limit) {
        Objects.requireNonNull(request, "request");
        PendingCall.checkLimit(limit);
        refuseSelf();
        PendingCall call = PendingCall.awaitedHere(this);
        enqueue(request, call);
        return call.await(limit);
    }

    @Override
    public CompletionStage<Object> sendRequest(Object request) {
        Objects.requireNonNull(request, "request");
        CompletableFuture<Object> future = new CompletableFuture<>();
        enqueue(request, PendingCall.completing(this, future));
        return future;
    }

    @Override
    public void cast(Object message) {
        enqueue(new Message.Cast(Objects.requireNonNull(message, "message")));
    }

    @Override
    public void send(Object message) {
        enqueue(new Message.Info(Objects.requireNonNull(message, "message")));
    }

    // ---- context

    @Override
    public ServerRef self() {
        return this;
    }

    @Override
    public ServerRegistry servers() {
        return engine;
    }

    @Override
    public Monitor monitor(ServerRef watched) {
        ServerMonitor monitor = new ServerMonitor(this, watched);
        watching.add(monitor);
        engine.serverOf(watched).ifPresentOrElse(server -> server.addMonitor(monitor),
                () -> monitor.down(ExitReason.NOPROC));
        return monitor;
    }

    // ---- mailbox

    void enqueue(Message message) {
        mailbox.add(message);
        schedule();
    }

    /**
     * A request from a server of the same group may pass a closed gate: the gate waits for that server's callback, which
     * waits for this.
     */
    private void enqueue(Object request, PendingCall call) {
        if (!isAlive()) {
            call.fail(ExitReason.NOPROC);
            return;
        }
        Server caller = Engine.running();
        boolean admit = caller != null && caller.group == group;
        if (admit) {
            admitted.incrementAndGet();
        }
        enqueue(new Message.Request(request, call, admit));
    }

    /** Ends the server in its turn; if it is suspended, now. */
    void stop(ExitReason reason) {
        Message.StopOrder order = new Message.StopOrder(reason);
        if (status.has(StatusWord.SUSPENDED)) {
            systemMessages.add(new SystemMessage(stopped -> {
                stopped.handle(order);
                return true;
            }, PendingCall.awaitedHere(this)));
            schedule();
        } else {
            enqueue(order);
        }
    }

    Iterable<Message> waiting() {
        return mailbox;
    }

    /** Runs an action that owns the server, before all messages, and answers with its result. */
    PendingCall system(Function<Behaviour, Object> action) {
        refuseSelf();
        PendingCall call = PendingCall.awaitedHere(this);
        systemMessages.add(new SystemMessage(action, call));
        schedule();
        return call;
    }

    private void refuseSelf() {
        if (Engine.running() == this) {
            throw new CallFailedException(name, ExitReason.CALLING_SELF);
        }
    }

    private void schedule() {
        if (!isAlive()) {
            failWaiting();
        } else if (hasWork() && status.set(StatusWord.SCHEDULED)) {
            engine.execute(this);
        }
    }

    private boolean hasWork() {
        if (status.has(StatusWord.GATED) && (admitted.get() == 0 || status.has(StatusWord.SEALED))) {
            return false;
        }
        return !systemMessages.isEmpty()
                || !status.has(StatusWord.SUSPENDED) && (!mailbox.isEmpty() || behaviour.timeoutIsDue());
    }

    // ---- turns on the pool

    /** One turn; called by the pool. */
    @Override
    public void run() {
        if (!status.tryRun(admitted.get() > 0)) {
            schedule();
            return;
        }
        runner = Thread.currentThread();
        Engine.enter(this);
        try {
            runBatch();
        } finally {
            Engine.leave();
            runner = null;
            if (!isAlive()) {
                behaviour.forget();
            }
            status.clear(StatusWord.RUNNING | StatusWord.SCHEDULED);
            schedule();
        }
    }

    private void runBatch() {
        for (int left = BATCH; left > 0 && !isEnding(); left--) {
            if (status.has(StatusWord.GATED) && admitted.get() == 0) {
                return;
            }
            SystemMessage system = systemMessages.poll();
            if (system != null) {
                system.run(behaviour);
                continue;
            }
            if (status.has(StatusWord.SUSPENDED)) {
                return;
            }
            Message message = mailbox.poll();
            if (message != null) {
                handle(message);
            } else if (!behaviour.handleDueTimeout()) {
                return;
            }
        }
    }

    private void handle(Message message) {
        try {
            if (!message.dropped()) {
                behaviour.handle(message);
            }
        } finally {
            if (message instanceof Message.Request request && request.admitted()) {
                admitted.decrementAndGet();
            }
        }
    }

    // ---- deferred replies

    void owes(PendingCall call) {
        owed.add(call);
        if (call.isDone()) {
            owed.remove(call);
        }
    }

    void settled(PendingCall call) {
        owed.remove(call);
    }

    // ---- suspend and gate

    boolean suspend() {
        return status.set(StatusWord.SUSPENDED);
    }

    void resume() {
        status.clear(StatusWord.SUSPENDED);
        schedule();
    }

    void gate() {
        status.set(StatusWord.GATED);
    }

    /** From now on not even an admitted request makes it run. */
    void seal() {
        status.set(StatusWord.SEALED);
    }

    void unseal() {
        status.clear(StatusWord.SEALED);
        schedule();
    }

    void ungate() {
        status.clear(StatusWord.GATED | StatusWord.SEALED);
        schedule();
    }

    boolean isRunning() {
        return status.has(StatusWord.RUNNING);
    }

    /** The thread that runs it now, or {@code null}. */
    Thread runner() {
        return runner;
    }

    // ---- the end

    /** Why it ends or has ended; empty if it does not. */
    Optional<ExitReason> exitReason() {
        return Optional.ofNullable(exitReason.get());
    }

    private boolean isEnding() {
        return exitReason.get() != null;
    }

    /**
     * Ends the server: the name becomes free, then whoever waits is answered, then monitors hear of it.
     *
     * @return {@code false} if somebody else has ended it
     */
    boolean end(ExitReason reason) {
        if (!exitReason.compareAndSet(null, reason)) {
            return false;
        }
        engine.unregister(this);
        group.remove(this);
        status.set(StatusWord.ENDED);
        behaviour.failCurrent(reason);
        owed.forEach(call -> call.fail(reason));
        owed.clear();
        failWaiting();
        watching.forEach(ServerMonitor::demonitor);
        for (ServerMonitor monitor : monitors) {
            notifyMonitor(monitor);
        }
        if (runner == null) {
            behaviour.forget();
        }
        runEndActions();
        return true;
    }

    private void failWaiting() {
        ExitReason reason = exitReason().orElse(ExitReason.NOPROC);
        for (Message message = mailbox.poll(); message != null; message = mailbox.poll()) {
            message.fail(reason);
        }
        for (SystemMessage system = systemMessages.poll(); system != null; system = systemMessages.poll()) {
            system.call().fail(reason);
        }
    }

    private void addMonitor(ServerMonitor monitor) {
        monitor.registeredWith(this);
        monitors.add(monitor);
        if (!isAlive()) {
            notifyMonitor(monitor);
        }
    }

    /** Runs an action when the server has ended; at once if it has. */
    void onEnd(Runnable action) {
        endActions.add(action);
        if (!isAlive()) {
            runEndActions();
        }
    }

    private void runEndActions() {
        for (Runnable action = endActions.poll(); action != null; action = endActions.poll()) {
            action.run();
        }
    }

    /** A monitor that this server has made is no longer of use. */
    void forgetWatching(ServerMonitor monitor) {
        watching.remove(monitor);
    }

    void removeMonitor(ServerMonitor monitor) {
        monitors.remove(monitor);
    }

    /** Each monitor hears once, whether the end or the monitor came first. */
    private void notifyMonitor(ServerMonitor monitor) {
        if (monitors.remove(monitor)) {
            monitor.down(exitReason().orElse(ExitReason.NOPROC));
        }
    }

    // ---- what others see

    ServerInfo info() {
        Code<?> code = behaviour.code();
        return new ServerInfo(name, group.name(), code == null ? "" : code.type(), code == null ? "" : code.version(),
                currentStatus(), mailbox.size(), behaviour.handled());
    }

    private ServerStatus currentStatus() {
        if (!isAlive()) {
            return ServerStatus.ENDED;
        }
        if (status.has(StatusWord.SUSPENDED)) {
            return ServerStatus.SUSPENDED;
        }
        if (status.has(StatusWord.GATED)) {
            return ServerStatus.GATED;
        }
        return status.has(StatusWord.RUNNING) ? ServerStatus.RUNNING : ServerStatus.IDLE;
    }

    @Override
    public String toString() {
        return name;
    }

    /**
     * A message that is looked at before all others.
     *
     * @param action what to do with the behaviour it then owns
     * @param call who waits for the result
     */
    private record SystemMessage(Function<Behaviour, Object> action, PendingCall call) {

        void run(Behaviour behaviour) {
            try {
                call.reply(action.apply(behaviour));
            } catch (Throwable failure) { // only what must not be kept: the one who waits is told all the same
                call.fail(ExitReason.of(failure));
                throw failure;
            }
        }
    }
}
