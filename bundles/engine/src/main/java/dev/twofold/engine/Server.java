/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.engine.Message.Passage;
import dev.twofold.server.CallFailedException;
import dev.twofold.server.Exit;
import dev.twofold.server.ExitReason;
import dev.twofold.server.MailboxFullException;
import dev.twofold.server.Monitor;
import dev.twofold.server.ServerContext;
import dev.twofold.server.ServerInfo;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerRegistry;
import dev.twofold.server.ServerSpec;
import dev.twofold.server.ServerStatus;
import dev.twofold.server.StartFailedException;
import dev.twofold.server.Started;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A server as others see it: its reference, its context, its links and its end. When it runs is in {@link Turns}, what its
 * callbacks do in {@link Behaviour}, what waits for it in {@link Mailbox}, what only few servers have in {@link Extras}. The
 * layers are classes below each other and not parts, so that a server is one object.
 */
final class Server extends Turns implements ServerRef, ServerContext {

    private static final int LONGEST_COUNT = 10_000_000;

    private final String type;
    private final String name;
    private final long id;
    private Server parent;
    private int place = -1;

    /**
     * A server that the calling thread owns, and has to {@link #begin}.
     *
     * @param id to make a name of if it has none
     * @param parent who starts it with a link, or {@code null}
     */
    Server(ServerGroup group, ServerSpec spec, Code<?> code, long id, Server parent) {
        super(SCHEDULED | RUNNING | UNBORN | traits(spec, code), group, code);
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

    @Override
    Server server() {
        return this;
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
        Running.probeStack();
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
        Running here = Running.here();
        refuseChange(here);
        FutureRequest call = new FutureRequest(this, request, here);
        send(call);
        return call.future();
    }

    /** Sends a request that nobody waits for here; that there is no room is its outcome then. */
    void send(Request call) {
        try {
            send(call, ServerRef.DEFAULT_TIMEOUT);
        } catch (MailboxFullException full) {
            call.fail(full.reason());
        }
    }

    @Override
    public void cast(Object message) {
        send(new Message.Cast(Objects.requireNonNull(message, "message"), Running.here().answering()),
                Deadline.LONGEST);
    }

    @Override
    public void send(Object message) {
        send(new Message.Info(Objects.requireNonNull(message, "message"), Running.here().answering()),
                Deadline.LONGEST);
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
    public Path moduleFolder() {
        return engine().folders().of(group().name());
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
            linkEnded(child, child.exit());
        } else if (!linked || exit() != null) {
            child.linkEnded(this, exit());
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
                if (exit() != null) { // and so could not tell the other one
                    other.linkEnded(this, exit());
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
        return Running.wrap(Objects.requireNonNull(task, "task"));
    }

    // ---- mailbox

    /**
     * Sends a message of somebody.
     *
     * @param limit how long the sender may wait for room
     */
    private void send(Message message, Duration limit) {
        if (has(ENDED | GATED | LIMITED | PARKED)) {
            sendSlowly(message, limit);
            return;
        }
        push(message);
        if ((word() & (SCHEDULED | ENDED)) != SCHEDULED) {
            schedule();
        }
    }

    private void sendSlowly(Message message, Duration limit) {
        unpark();
        if (has(ENDED)) {
            message.fail(ExitReason.NOPROC);
            return;
        }
        if (has(GATED)) { // an upgrade refuses nothing: there is room for what comes meanwhile
            sendPast(message);
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

    /** If the gate is opened and closed again just now, the message counts as one that came before. */
    private void sendPast(Message message) {
        int closing = group().closing();
        message.sendAs(passage(message), closing);
    }

    private Passage passage(Message message) {
        if (isSentByGroup()) {
            return Passage.INSIDE;
        }
        return message.comesFrom(group()) ? Passage.OPEN : Passage.HELD;
    }

    /** Also a cast of a callback of the same group passes the gate, or it would come after the call that follows it. */
    private boolean isSentByGroup() {
        Server sender = Running.here().server();
        return sender != null && group().isGatedWith(sender.group());
    }

    /** Ends the server in its turn; if it is suspended, now. */
    void stop(ExitReason reason) {
        unpark();
        StopOrder order = new StopOrder(this, reason, Running.here());
        if (has(SUSPENDED)) {
            system(new SystemCall(this, stopped -> {
                stopped.handle(order);
                return true;
            }));
            return;
        }
        if (has(GATED)) {
            sendPast(order);
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

    private void refuseSelf(Running here) {
        if (here.server() == this) {
            throw new CallFailedException(name(), ExitReason.CALLING_SELF);
        }
        refuseChange(here);
    }

    /** Servers wait for what a code change makes; it must not wait for them. */
    private void refuseChange(Running here) {
        ServerGroup changed = here.changed();
        if (changed != null) {
            throw new CallFailedException(name(), ExitReason.of("calling_from_a_code_change: the servers of "
                    + changed.name() + " wait for the change that calls this"));
        }
    }

    // ---- exit() signals

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
                forgetParent(other);
            }
        }
    }

    /** A parent that has ended must not be kept by all that come after it. */
    private void forgetParent(Server ended) {
        if (ended == parent) {
            parent = null;
        }
    }

    private boolean dropLink(Server other) {
        boolean child = other == parent && clear(CHILD);
        Extras made = extrasIfAny();
        return made != null && made.relations().unlink(other) || child;
    }

    private void signal(ServerRef from, ExitReason reason) {
        boolean parental = from == parent; // which is forgotten when it has ended
        if (has(TRAPPING)) {
            trapped(from, reason, parental);
        } else if (!reason.equals(ExitReason.NORMAL)) {
            system(new SystemCall(this, signalled -> {
                if (has(TRAPPING)) {
                    trapped(from, reason, parental);
                } else {
                    end(reason);
                }
                return true;
            }));
        }
    }

    private void trapped(ServerRef from, ExitReason reason, boolean parental) {
        if (parental) {
            stop(reason);
        } else {
            enqueueOwn(new Message.Info(new Exit(from, reason)));
        }
    }

    // ---- the end

    /**
     * Ends the server: the name becomes free, then whoever waits is answered, then links and monitors hear of it.
     *
     * @return {@code false} if somebody else has ended it
     */
    boolean end(ExitReason reason) {
        if (!beginEnd(reason)) {
            return false;
        }
        try {
            engine().unregister(this);
            group().remove(this);
        } finally {
            set(ENDED);
        }
        failCurrent(reason);
        failBatch(reason);
        failNews();
        Extras had = giveUpExtras();
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
        group().noteEnd(this, reason);
        return true;
    }

    /** Runs an action when the server has ended; at once if it has. */
    void onEnd(Runnable action) {
        if (!extras().relations().onEnd(action)) {
            action.run();
        }
    }

    /** How many messages may wait for it; zero if that is not limited. */
    int mailboxLimit() {
        Extras made = extrasIfAny();
        return made == null || made.room() == null ? 0 : made.room().size();
    }

    /** Takes {@link #onEnd} back. */
    void notOnEnd(Runnable action) {
        extras().relations().notOnEnd(action);
    }

    // ---- the operator

    /** If it is bound to the newest code, it lets go of what it runs, even if no message comes. */
    void takeNewest() {
        if (has(NEWEST)) {
            goOver(group().loaded());
        }
    }

    /** It goes over to what was loaded between two messages; {@code false} if it runs that or has ended. */
    boolean goOver(Loaded loaded) {
        Code<?> running = code();
        if (running == null || loaded.newest(running) == running) {
            return false;
        }
        system(new SystemCall(this, server -> {
            if (server.group().loaded().era() == loaded.era()) { // or something else has been loaded or changed since
                server.adopt(loaded);
            }
            return true;
        }));
        return true;
    }

    /** What it runs or, if it is bound to the newest code and idle, would run; {@code null} if it has ended. */
    Code<?> boundCode() {
        Code<?> running = code();
        return running != null && has(NEWEST) && !isRunning() ? group().newest(running) : running;
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
        Extras made = extrasIfAny();
        if (made != null) {
            made.relations().links().forEach(other -> names.add(other.name()));
        }
        return names;
    }

    int watchers() {
        Extras made = extrasIfAny();
        return made == null ? 0 : made.relations().watchers();
    }

    // ---- what others see

    String type() {
        return type;
    }

    long id() {
        return id;
    }

    /** Its place among the members of its group, which look after it. */
    int place() {
        return place;
    }

    void takePlace(int taken) {
        place = taken;
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
        return new ServerInfo(name(), group().name(), running == null ? "" : type,
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
}
