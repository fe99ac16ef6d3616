/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.engine.Message.Passage;
import dev.twofold.server.CallFailedException;
import dev.twofold.server.Exit;
import dev.twofold.server.ExitReason;
import dev.twofold.server.Monitor;
import dev.twofold.server.ServerContext;
import dev.twofold.server.ServerInfo;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerRegistry;
import dev.twofold.server.ServerSpec;
import dev.twofold.server.ServerStatus;
import dev.twofold.server.StartFailedException;
import dev.twofold.server.Started;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A server: its mailbox and its turns. What its callbacks do is in {@link Behaviour}; what only few servers have is in
 * {@link Extras}.
 *
 * <p>Whoever puts something into an idle server's mailbox flips it to scheduled and hands it to the pool. A pool thread
 * takes a batch of messages and, if there are more, hands the server to the pool again. A caller may run an idle server
 * itself if its author has promised that callbacks never block.
 */
final class Server extends Behaviour implements ServerRef, ServerContext, Runnable {

    private static final int BATCH = 64;
    private static final int LENT_BATCH = 8;
    private static final int LONGEST_COUNT = 10_000_000;
    private static final VarHandle EXIT = handle("exit", ExitReason.class);
    private static final VarHandle EXTRAS = handle("extras", Extras.class);

    private final ServerGroup group;
    private final String type;
    private final String name;
    private final long id;
    private Server parent;
    private volatile Extras extras;
    private volatile Thread runner;
    private volatile ExitReason exit;

    /**
     * A server that the calling thread owns, and has to {@link #begin}.
     *
     * @param id to make a name of if it has none
     * @param parent who starts it with a link, or {@code null}
     */
    Server(ServerGroup group, ServerSpec spec, Code<?> code, long id, Server parent) {
        super(SCHEDULED | RUNNING | UNBORN | traits(spec, code), code);
        this.group = group;
        this.type = code.type();
        this.name = spec.name().orElse(null);
        this.id = id;
        this.parent = parent;
        spec.mailbox().ifPresent(limit -> extras().limit(new Room(this, limit)));
    }

    private static int traits(ServerSpec spec, Code<?> code) {
        return (code.isNonBlocking() ? LENDING : 0) | (spec.mailbox().isPresent() ? LIMITED : 0)
                | (spec.binding() == dev.twofold.server.Binding.NEWEST ? NEWEST : 0);
    }

    /** Initialises it, on the pool or, if its callbacks never block, here. */
    void begin(Object argument, Request start, Running here) {
        bear(new Message.Birth(argument, start));
        if (has(LENDING) && here.mayLend()) {
            lend(here, null, LENT_BATCH);
        } else {
            clear(RUNNING);
            if (has(ENDED)) {
                forget();
            }
            execute();
        }
    }

    Engine engine() {
        return group.engine();
    }

    ServerGroup group() {
        return group;
    }

    @Override
    Server server() {
        return this;
    }

    Extras extras() {
        Extras made = extras;
        if (made == null) {
            EXTRAS.compareAndSet(this, null, new Extras(this));
            made = extras;
        }
        return made;
    }

    Waits waitsIfAny() {
        Extras made = extras;
        return made == null ? null : made.waits();
    }

    Observation observation() {
        return extras().observation();
    }

    // ---- references

    @Override
    public String name() {
        return name == null ? type + "#" + id : name;
    }

    boolean isNamed() {
        return name != null;
    }

    @Override
    public boolean isAlive() {
        return !has(ENDED);
    }

    @Override
    public Object call(Object request, Duration limit) {
        Objects.requireNonNull(request, "request");
        Request.checkLimit(limit);
        Running here = Running.here();
        refuseSelf(here);
        Request call = new Request(this, request, here);
        if (has(LENDING) && here.mayLend()) {
            Running.probeStack();
            if (tryLend()) {
                lend(here, call, LENT_BATCH);
                return call.await(limit, false);
            }
            if (call.isAwaitedBy(this)) {
                throw new CallFailedException(name(), ExitReason.CALLING_SELF);
            }
        }
        boolean quick = has(RUNNING) || engine().pool().isQuick();
        send(call, limit);
        return call.await(limit, quick);
    }

    /** A call without limit that does not block: the caller's thread handles it if the server is idle. */
    Object callLending(Object request) {
        Running here = Running.here();
        refuseSelf(here);
        Request call = new Request(this, request, here);
        if (here.mayLend() && tryOwn()) {
            lend(here, call, 0);
        } else {
            send(call, Deadline.LONGEST);
        }
        return call.await(Deadline.LONGEST);
    }

    @Override
    public CompletionStage<Object> sendRequest(Object request) {
        Objects.requireNonNull(request, "request");
        FutureRequest call = new FutureRequest(this, request, Running.here());
        send(call);
        return call.future();
    }

    /** Sends a request that nobody waits for here. */
    void send(Request call) {
        send(call, ServerRef.DEFAULT_TIMEOUT);
    }

    @Override
    public void cast(Object message) {
        send(new Message.Cast(Objects.requireNonNull(message, "message")), Deadline.LONGEST);
    }

    @Override
    public void send(Object message) {
        send(new Message.Info(Objects.requireNonNull(message, "message")), Deadline.LONGEST);
    }

    // ---- context

    @Override
    public ServerRef self() {
        return this;
    }

    @Override
    public ServerRegistry servers() {
        return engine();
    }

    @Override
    public ServerRef startLink(ServerSpec spec) {
        return engine().start(spec, this, this::adopt);
    }

    @Override
    public Started startMonitor(ServerSpec spec) {
        Monitor[] monitor = new Monitor[1];
        try {
            ServerRef started = engine().start(spec, null, server -> monitor[0] = monitor(server));
            return new Started(started, monitor[0]);
        } catch (StartFailedException failed) {
            if (monitor[0] != null) {
                monitor[0].demonitor();
            }
            throw failed;
        }
    }

    /** Links a server to this one, its parent, before it runs. */
    void adopt(Server child) {
        boolean linked = extras().relations().link(child);
        if (!child.set(CHILD)) {
            linkEnded(child, child.exit);
        } else if (!linked || exit != null) {
            child.linkEnded(this, exit);
        }
    }

    /** Removes a link on both sides. */
    void disown(Server other) {
        dropLink(other);
        other.dropLink(this);
    }

    @Override
    public void link(ServerRef ref) {
        Server other = engine().serverOf(ref).orElse(null);
        if (other == this || other != null && other == parent && has(CHILD)) {
            return;
        }
        if (other != null && extras().relations().link(other)) {
            if (other.extras().relations().link(this)) {
                if (exit != null) { // and so could not tell the other one
                    other.linkEnded(this, exit);
                }
                return;
            }
            extras().relations().unlink(other);
        }
        if (!has(TRAPPING)) {
            throw new CallFailedException(ref.name(), ExitReason.NOPROC);
        }
        enqueueOwn(new Message.Info(new Exit(ref, ExitReason.NOPROC)));
    }

    @Override
    public void unlink(ServerRef ref) {
        engine().deadOrAlive(ref).ifPresent(this::disown);
    }

    @Override
    public boolean trapExits(boolean on) {
        return on ? !set(TRAPPING) : clear(TRAPPING);
    }

    @Override
    public void exit(ServerRef ref, ExitReason reason) {
        engine().serverOf(ref).ifPresent(other -> other.exitSignal(this, reason));
    }

    @Override
    public Monitor monitor(ServerRef watched) {
        ServerMonitor monitor = new ServerMonitor(this, watched);
        monitor.watch(engine().serverOf(watched).orElse(null));
        return monitor;
    }

    @Override
    public <V> Callable<V> wrap(Callable<V> task) {
        return Running.wrap(task);
    }

    // ---- mailbox

    /**
     * Sends a message of somebody.
     *
     * @param limit how long the sender may wait for room
     */
    private void send(Message message, Duration limit) {
        if (has(ENDED | GATED | LIMITED)) {
            sendSlowly(message, limit);
            return;
        }
        push(message);
        if ((word() & (SCHEDULED | ENDED)) != SCHEDULED) {
            schedule();
        }
    }

    private void sendSlowly(Message message, Duration limit) {
        if (has(ENDED)) {
            message.fail(ExitReason.NOPROC);
            return;
        }
        if (has(GATED)) { // an upgrade refuses nothing: there is room for what comes meanwhile
            message.sendAs(passage(message));
        } else if (has(LIMITED) && Running.here().server() != this) {
            enterRoom(message, limit);
        }
        push(message);
        if (message.passage() != Passage.HELD || !has(GATED) || has(ENDED)) {
            schedule();
        } else if (owes()) {
            visit();
        }
    }

    private void enterRoom(Message message, Duration limit) {
        Room room = extras().room();
        if (room != null) {
            room.enter(limit);
            message.enteredRoom();
        }
    }

    private Passage passage(Message message) {
        if (isSentByGroup()) {
            return Passage.INSIDE;
        }
        return message instanceof Request request && request.comesFrom(group) ? Passage.OPEN : Passage.HELD;
    }

    /** Also a cast of a callback of the same group passes the gate, or it would come after the call that follows it. */
    private boolean isSentByGroup() {
        Server sender = Running.here().server();
        return sender != null && sender.group == group;
    }

    /** Sends a message of the engine itself: there is always room for it. */
    void enqueueOwn(Message message) {
        push(message);
        schedule();
    }

    /** Ends the server in its turn; if it is suspended, now. */
    void stop(ExitReason reason) {
        StopOrder order = new StopOrder(this, reason, Running.here());
        if (has(SUSPENDED)) {
            system(new SystemCall(this, stopped -> {
                stopped.handle(order);
                return true;
            }));
            return;
        }
        if (has(GATED)) {
            order.sendAs(passage(order));
        }
        enqueueOwn(order);
        if (has(SUSPENDED)) {
            system(new SystemCall(this, Server::stopIfOrdered));
        }
    }

    /** What a suspended server handles of its mailbox: an order to stop. */
    Object stopIfOrdered() {
        Message order = has(SUSPENDED) ? takeOut(message -> message instanceof StopOrder) : null;
        if (order != null) {
            handle(order);
        }
        return true;
    }

    /** Runs an action that owns the server, before all messages, and answers with its result. */
    Request system(Function<Server, Object> action) {
        Running here = Running.here();
        refuseSelf(here);
        return system(new SystemCall(this, action, here));
    }

    private Request system(SystemCall call) {
        Extras made = extras();
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

    private void refuseSelf(Running here) {
        if (here.server() == this) {
            throw new CallFailedException(name(), ExitReason.CALLING_SELF);
        }
    }

    // ---- turns

    /** Sees to it that the server is run if it has something to do. */
    private void schedule() {
        for (int now = word();; now = word()) {
            if ((now & ENDED) != 0) {
                failNews();
                return;
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
    private void visit() {
        if (!has(SEALED) && (has(SYSTEM) || !isEmpty()) && set(SCHEDULED)) {
            execute();
        }
    }

    /** Hands the server in. If there is no memory or stack for that, the next sender tries again. */
    private void execute() {
        boolean handedIn = false;
        try {
            engine().execute(this);
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
    private void lend(Running here, Request call, int batch) {
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
        Server before = here.enter(this);
        boolean looked = false;
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

    /** Whether it ends with a look behind the closed gate at all that waits. */
    private boolean runBatch(int most) {
        for (int left = most; left > 0; left--) {
            int now = word();
            if ((now & (ENDED | SUSPENDED | GATED | SYSTEM | UNBORN)) != 0) {
                if (!runSpecial(now)) {
                    return (now & GATED) != 0;
                }
                continue;
            }
            Message message = poll();
            if (message != null) {
                take(message);
            } else if (!handleDueTimeout()) {
                return false;
            }
        }
        return false;
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
        if ((now & GATED) != 0) {
            runAdmittedSystemCalls();
            if ((now & SUSPENDED) == 0) {
                runGated();
            }
            return !has(GATED);
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

    /** Handles what callbacks of the group wait for, and what stands before it in the queue. */
    private void runGated() {
        int admitted = 0;
        for (Message message : batch()) {
            admitted += admit(message) ? 1 : 0;
        }
        while ((word() & (GATED | ENDED | SUSPENDED)) == GATED) {
            runAdmittedSystemCalls();
            admitted += sortNews(this::admit);
            boolean owes = owes();
            if (owes) {
                releaseHeld();
            }
            Message next = admitted > 0 || owes ? pollBatch() : null;
            if (next == null && owes && handleDueTimeout()) {
                continue;
            }
            if (next == null) {
                return;
            }
            if (next instanceof Request request && request.isAdmitted()) {
                admitted--;
            }
            take(next);
        }
    }

    /** A callback of the group may wait for an operator's function, too. */
    private void runAdmittedSystemCalls() {
        if (has(SYSTEM)) {
            for (SystemCall call : extras().systemCalls()) {
                if (call.comesFrom(group) && extras().systemCalls().remove(call)) {
                    call.run();
                }
            }
        }
    }

    private boolean hasAdmittedSystemCall() {
        return extras().systemCalls().stream().anyMatch(call -> call.comesFrom(group));
    }

    private boolean admit(Message message) {
        if (message instanceof Request request) {
            request.admit(request.comesFrom(group));
            return request.isAdmitted();
        }
        return false;
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
     * @param looked whether all that waits has been looked at since the gate was closed
     */
    private void endTurn(boolean looked) {
        boolean more;
        int now;
        do {
            now = word();
            if ((now & ENDED) != 0) { // who has ended it has left this to the owner
                failBatch(exit);
                forget();
            }
            more = mayRun(now) || mustLook(now) && !looked;
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

    private boolean owes() {
        Extras made = extras;
        return made != null && made.relations().owesTo(group);
    }

    // ---- suspend and gate

    /** All messages in their order, for the thread that has closed the gate. */
    @Override
    List<Message> waiting() {
        List<Message> all = super.waiting();
        forgetIfEnded();
        return all;
    }

    /** Somebody has killed it while the thread that has closed the gate took it for its own. */
    void forgetIfEnded() {
        clear(0); // what was taken in is to be seen by who ends it now
        if (has(ENDED)) {
            failBatch(exit);
            forget();
        }
    }

    boolean suspend() {
        return set(SUSPENDED);
    }

    void resume() {
        if (waitsIfAny() != null) {
            system(new SystemCall(this, resumed -> true)); // which starts its wait anew
        }
        clear(SUSPENDED);
        schedule();
        if (has(GATED)) {
            visit();
        }
    }

    void gate() {
        if (set(GATED)) {
            visit();
        }
    }

    /** From now on not even an admitted request makes it run. */
    void seal() {
        set(SEALED);
    }

    void unseal() {
        clear(SEALED);
        schedule();
        visit();
    }

    boolean isSealed() {
        return has(SEALED);
    }

    void ungate() {
        clear(GATED | SEALED);
        schedule();
    }

    boolean isRunning() {
        return has(RUNNING);
    }

    /** The thread that runs it now, or {@code null}. */
    Thread runner() {
        return runner;
    }

    // ---- exit signals

    /** Somebody wants it to end: OTP's {@code exit/2}. */
    void exitSignal(ServerRef from, ExitReason reason) {
        if (reason.equals(ExitReason.KILL)) {
            end(ExitReason.KILLED);
        } else {
            signal(from, reason);
        }
    }

    /** A server that this one may be linked to has ended. */
    void linkEnded(Server other, ExitReason reason) {
        synchronized (extras().relations()) { // when unlink has returned the signal has come or never will
            if (dropLink(other)) {
                signal(other, reason);
            }
            if (other == parent) {
                parent = null; // it must not be kept by all that come after it
            }
        }
    }

    private boolean dropLink(Server other) {
        boolean child = other == parent && clear(CHILD);
        Extras made = extras;
        return made != null && made.relations().unlink(other) || child;
    }

    private void signal(ServerRef from, ExitReason reason) {
        if (has(TRAPPING)) {
            trapped(from, reason);
        } else if (!reason.equals(ExitReason.NORMAL)) {
            system(new SystemCall(this, signalled -> {
                if (has(TRAPPING)) {
                    trapped(from, reason);
                } else {
                    end(reason);
                }
                return true;
            }));
        }
    }

    private void trapped(ServerRef from, ExitReason reason) {
        if (from == parent) {
            stop(reason);
        } else {
            enqueueOwn(new Message.Info(new Exit(from, reason)));
        }
    }

    // ---- the end

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

    /**
     * Ends the server: the name becomes free, then whoever waits is answered, then links and monitors hear of it.
     *
     * @return {@code false} if somebody else has ended it
     */
    boolean end(ExitReason reason) {
        if (!EXIT.compareAndSet(this, null, reason)) {
            return false;
        }
        try {
            engine().unregister(this);
            group.remove(this);
        } finally {
            set(ENDED);
        }
        failCurrent(reason);
        failBatch(reason);
        failNews();
        Extras had = (Extras) EXTRAS.getAndSet(this, Extras.OVER);
        if (had != null) {
            had.end(this, reason);
        }
        Server linked = parent;
        if (linked != null && clear(CHILD)) {
            linked.linkEnded(this, reason);
        }
        if (!isRunning()) {
            forget();
        }
        group.noteEnd(this, reason);
        return true;
    }

    private void failNews() {
        failInbox(exit);
    }

    /** Runs an action when the server has ended; at once if it has. */
    void onEnd(Runnable action) {
        if (!extras().relations().onEnd(action)) {
            action.run();
        }
    }

    /** Takes {@link #onEnd} back. */
    void notOnEnd(Runnable action) {
        extras().relations().notOnEnd(action);
    }

    // ---- the operator

    /** If it is bound to the newest code, it lets go of what it runs, even if no message comes. */
    void takeNewest() {
        if (has(NEWEST)) {
            system(new SystemCall(this, server -> {
                server.adoptNewest();
                return true;
            }));
        }
    }

    /** Changes what is observed; owner only. */
    void observe(Consumer<Observation> change) {
        Observation observation = extras().observation() == null ? new Observation() : extras().observation();
        change.accept(observation);
        if (observation.isWanted()) {
            extras().observe(observation);
            set(OBSERVED);
        } else {
            extras().observe(null);
            clear(OBSERVED);
        }
    }

    /** Goes over to other code by itself; owner only. {@code null}, or why not. */
    Object changeCode(Code<?> to, StateChange change) {
        if (!has(SUSPENDED)) {
            return new IllegalStateException("server " + name() + " is not suspended: suspend it first");
        }
        try {
            become(to, ShadowMaker.state(new ShadowMaker.Standing(this, code(), state(), List.of()), to, change));
            return null;
        } catch (ChangeFailedException refused) {
            return refused;
        }
    }

    List<String> links() {
        List<String> names = new ArrayList<>();
        Server linked = parent;
        if (linked != null && has(CHILD)) {
            names.add(linked.name());
        }
        Extras made = extras;
        if (made != null) {
            made.relations().links().forEach(other -> names.add(other.name()));
        }
        return names;
    }

    int watchers() {
        Extras made = extras;
        return made == null ? 0 : made.relations().watchers();
    }

    // ---- what others see

    String type() {
        return type;
    }

    long id() {
        return id;
    }

    /** {@code null} if it was not started with a link. */
    Server parent() {
        return parent;
    }

    boolean isSupervisor() {
        Code<?> running = code();
        return running != null && running.isSupervisor();
    }

    /** Whether it is linked to a parent now. */
    boolean hasParent() {
        return has(CHILD);
    }

    ServerInfo info() {
        Code<?> running = code();
        return new ServerInfo(name(), group.name(), running == null ? "" : type,
                running == null ? "" : running.version(), status(), length(LONGEST_COUNT), handled());
    }

    private ServerStatus status() {
        int now = word();
        if ((now & ENDED) != 0) {
            return ServerStatus.ENDED;
        }
        if ((now & SUSPENDED) != 0) {
            return ServerStatus.SUSPENDED;
        }
        if ((now & GATED) != 0) {
            return ServerStatus.GATED;
        }
        return (now & RUNNING) != 0 ? ServerStatus.RUNNING : ServerStatus.IDLE;
    }

    @Override
    public String toString() {
        return name();
    }

    private static VarHandle handle(String field, Class<?> type) {
        try {
            return MethodHandles.lookup().findVarHandle(Server.class, field, type);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }
}
