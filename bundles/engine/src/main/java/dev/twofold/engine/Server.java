/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.server.CallFailedException;
import dev.twofold.server.ExitReason;
import dev.twofold.server.Monitor;
import dev.twofold.server.ServerInfo;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerRegistry;
import dev.twofold.server.ServerSpec;
import dev.twofold.server.ServerStatus;
import dev.twofold.server.StartFailedException;
import dev.twofold.server.Started;
import dev.twofold.server.Timer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A server as others see it: its reference, its context and what an operator asks of it. Whom it is linked to and how it ends
 * is in {@link Relative}, how messages get to it in {@link Receiver}, what stops it in {@link Gated}, when it runs in
 * {@link Turns}, what its callbacks do in {@link Behaviour}, what waits for it in {@link Mailbox}, what only few servers have
 * in {@link Extras}. The layers are classes below each other and not parts, so that a server is one object.
 */
final class Server extends Relative implements ServerRef {

    private static final int LONGEST_COUNT = 10_000_000;

    private final String type;
    private final String name;
    private final long id;
    private int place = -1;

    /**
     * A server that the calling thread owns, and has to {@link #begin}.
     *
     * @param id to make a name of if it has none
     * @param parent who starts it with a link, or {@code null}
     */
    Server(ServerGroup group, ServerSpec spec, Code<?> code, long id, Server parent) {
        super(SCHEDULED | RUNNING | UNBORN | traits(spec, code), group, code, parent);
        this.type = code.type();
        this.name = spec.name().orElse(null);
        this.id = id;
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
            if (runner() == Thread.currentThread() || call.isAwaitedBy(this)) {
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

    @Override
    public Monitor monitor(ServerRef watched) {
        ServerMonitor monitor = new ServerMonitor(this, watched);
        monitor.watch(engine().serverOf(watched).orElse(null));
        return monitor;
    }

    @Override
    public Timer sendAfter(Object message, Duration delay) {
        Objects.requireNonNull(message, "message");
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delay is negative: " + delay);
        }
        return extras().timers().start(message, delay);
    }

    @Override
    public <V> Callable<V> wrap(Callable<V> task) {
        return Running.wrap(Objects.requireNonNull(task, "task"));
    }

    // ---- the operator

    /** How many messages may wait for it; zero if that is not limited. */
    int mailboxLimit() {
        Extras made = extrasIfAny();
        return made == null || made.room() == null ? 0 : made.room().size();
    }

    /** If it is bound to the newest code, it lets go of what it runs, even if no message comes. */
    void takeNewest() {
        if (has(NEWEST)) {
            goOver(group().loaded());
        }
    }

    /** It goes over to what was loaded between two messages, unless it runs that or has ended. */
    void goOver(Loaded loaded) {
        Code<?> running = code();
        if (running != null && loaded.newest(running) != running) {
            system(new SystemCall(this, server -> server.adoptUnlessOver(loaded)));
        }
    }

    /** Goes over to what was loaded, if nothing else has been loaded or changed since; owner only. */
    boolean adoptUnlessOver(Loaded loaded) {
        if (group().loaded().era() == loaded.era()) {
            adopt(loaded);
        }
        return true;
    }

    /** What it runs or, if it is bound to the newest code and idle, would run; {@code null} if it has ended. */
    Code<?> boundCode() {
        Code<?> running = code();
        return running != null && has(NEWEST) && !isRunning() ? group().newest(running) : running;
    }

    /** Changes what is observed; owner only. */
    void observe(Consumer<Observation> change) {
        Extras made = extras(); // it may be ended meanwhile
        Observation observation = made.observation() == null ? new Observation() : made.observation();
        change.accept(observation);
        if (observation.isWanted()) {
            made.observe(observation);
            set(OBSERVED);
        } else {
            made.observe(null);
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

    boolean isSupervisor() {
        Code<?> running = code();
        return running != null && running.isSupervisor();
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
