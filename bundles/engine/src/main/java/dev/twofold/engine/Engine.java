/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.engine.migration.RecordCaches;
import dev.twofold.engine.supervisor.EngineSupervisors;
import dev.twofold.engine.supervisor.SupervisorServer;
import dev.twofold.engine.supervisor.SupervisorTypes;
import dev.twofold.server.CallFailedException;
import dev.twofold.server.ExitReason;
import dev.twofold.server.NameTakenException;
import dev.twofold.server.Requests;
import dev.twofold.server.ServerInfo;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerRegistry;
import dev.twofold.server.ServerSpec;
import dev.twofold.server.StartFailedException;
import dev.twofold.server.Sys;
import dev.twofold.supervisor.Supervisor;
import dev.twofold.supervisor.Supervisors;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A node full of servers: their pool of threads, their names and their groups. Usable alone; the manager of an OSGi
 * platform owns one. Safe from any thread.
 */
public final class Engine implements ServerRegistry, AutoCloseable {

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

    private final ScheduledThreadPoolExecutor timers = Threads.timers();
    private final ServerPool pool = new ServerPool(timers);
    private final ConcurrentMap<String, Server> names = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, ServerGroup> groups = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    private volatile boolean closed;
    private final Sys sys = new SysFunctions(this);
    private final SupervisorTypes supervisorTypes = new SupervisorLookup(this);
    private final Supervisors supervisors = new EngineSupervisors(supervisorTypes);
    private final ServerRef nobody = new Nobody();
    private final GateClock gates = new GateClock();
    private final NextChangeThreads changeThreads = new NextChangeThreads();
    private final ModuleFolders folders;

    /** A node without servers. Threads are made when there is work. Its modules have no folders. */
    public Engine() {
        this(new ModuleFolders(Optional.empty()));
    }

    /**
     * The same with folders for modules.
     *
     * @param folders where each module has a folder of its own; it need not be there
     */
    public Engine(Path folders) {
        this(new ModuleFolders(Optional.of(folders)));
    }

    private Engine(ModuleFolders folders) {
        this.folders = folders;
    }

    /**
     * The servers of a module, made when asked for the first time.
     *
     * @param module name of the module
     * @return the group
     */
    public ServerGroup group(String module) {
        return groups.computeIfAbsent(module, name -> new ServerGroup(this, name));
    }

    // ---- ServerRegistry

    @Override
    public ServerRef start(ServerSpec spec) {
        return start(spec, null, server -> {});
    }

    /**
     * The same with something to do before the server runs.
     *
     * @param parent who will be its parent, or {@code null}
     */
    ServerRef start(ServerSpec spec, Server parent, Consumer<Server> prepare) {
        return groupOf(spec).starts().start(spec, parent, prepare);
    }

    /** The code that a server would run if it was started now. */
    Optional<Code<?>> codeFor(ServerSpec spec) {
        return Optional.ofNullable(groups.get(spec.module())).map(group -> group.codes().get(spec.type()));
    }

    private ServerGroup groupOf(ServerSpec spec) {
        if (closed) {
            throw new StartFailedException(spec.name().orElse(spec.type()), ExitReason.of("the engine is closed"));
        }
        ServerGroup group = groups.get(spec.module());
        if (group != null && group.codes().isEmpty() && !group.members().isEmpty()) {
            throw new StartFailedException(spec.name().orElse(spec.type()),
                    ExitReason.of("module '" + spec.module() + "' has no current revision: load one, or go back"));
        }
        if (group == null || group.codes().isEmpty()) {
            String loaded = String.join(", ", groups.values().stream().filter(other -> !other.codes().isEmpty())
                    .map(ServerGroup::name).sorted().toList());
            throw new StartFailedException(spec.name().orElse(spec.type()), ExitReason.of("there is no module '"
                    + spec.module() + "'; loaded are: " + (loaded.isEmpty() ? "none" : loaded)));
        }
        return group;
    }

    @Override
    public CompletionStage<ServerRef> startAsync(ServerSpec spec) {
        Objects.requireNonNull(spec, "spec");
        CompletableFuture<ServerRef> started = new CompletableFuture<>();
        try {
            groupOf(spec).starts().startAsync(spec, started);
        } catch (StartFailedException | NameTakenException refused) {
            started.completeExceptionally(refused);
        }
        return started;
    }

    @Override
    public <L> Requests<L> requests() {
        return new RequestCollection<>(this);
    }

    @Override
    public Optional<ServerRef> whereis(String name) {
        Server named = names.get(name);
        return named != null || name.indexOf('#') < 0 ? Optional.ofNullable(named) : unnamed(name);
    }

    /** Servers without a name are known by a text that holds their number; they are seldom looked for. */
    private Optional<ServerRef> unnamed(String text) {
        return groups.values().stream().flatMap(group -> group.members().stream())
                .filter(server -> !server.isNamed() && server.name().equals(text)).map(ServerRef.class::cast).findAny();
    }

    @Override
    public ServerRef named(String name) {
        return new NamedRef(this, name);
    }

    @Override
    public List<ServerInfo> servers() {
        return groups.values().stream().flatMap(group -> group.members().stream()).map(Server::info)
                .sorted(Comparator.comparing(ServerInfo::name)).toList();
    }

    // ---- the operator

    /**
     * OTP's {@code sys}.
     *
     * @return the operator's functions
     */
    public Sys sys() {
        return sys;
    }

    /**
     * Changes the code of one suspended server: OTP's {@code sys:change_code}. Whole modules are changed behind a
     * {@link Gate}. If the change fails the server stays as it is, suspended.
     *
     * @param ref the server
     * @param to its new code
     * @param change makes the new state
     * @param limit how long to wait; if it passes while the change runs, its result takes effect all the same
     * @throws IllegalStateException if the server is not suspended
     * @throws ChangeFailedException if the change failed
     * @throws CallFailedException if there is no such server, it is the caller itself, or the limit has passed
     */
    public void changeCode(ServerRef ref, Code<?> to, StateChange change, Duration limit) {
        Server server = serverOf(ref).orElseThrow(() -> new CallFailedException(ref.name(), ExitReason.NOPROC));
        Object failed = server.system(suspended -> suspended.changeCode(to, change)).await(limit);
        if (failed instanceof RuntimeException refusal) {
            throw refusal;
        }
    }

    /**
     * The messages that wait for a server, such as one that is suspended.
     *
     * @param ref the server
     * @param limit how long to wait for the callback that runs
     * @return the text of each, in the order in which they would be handled
     * @throws CallFailedException if there is no such server, it is the caller itself, or the limit has passed
     */
    public List<String> queue(ServerRef ref, Duration limit) {
        List<String> texts = new ArrayList<>();
        Server server = serverOf(ref).orElseThrow(() -> new CallFailedException(ref.name(), ExitReason.NOPROC));
        server.system(owned -> {
            owned.queue().forEach(message -> texts.add(Observation.text(
                    message instanceof StopOrder order ? "stop: " + order.reason() : message.payload())));
            return true;
        }).await(limit);
        return List.copyOf(texts);
    }

    /**
     * Waits for the end of a server.
     *
     * @param ref the server
     * @param limit how long to wait
     * @return whether it has ended
     */
    public boolean awaitEnd(ServerRef ref, Duration limit) {
        Optional<Server> server = serverOf(ref);
        return server.isEmpty() || new EndWatch(server.get()).await(Deadline.in(limit));
    }

    // ---- supervisors

    /**
     * What a type of supervisors runs.
     *
     * @param module name of the module
     * @param version version of the revision, to be shown
     * @param type the server type
     * @param supervisor what its author says of its children
     * @return the code, to be loaded like that of any server
     */
    public Code<?> supervisor(String module, String version, String type, Supervisor supervisor) {
        SupervisorServer callbacks = new SupervisorServer(supervisor, this::awaitEnd, supervisorTypes,
                System::nanoTime, (delay, action) -> later(action, delay));
        return new Code<>(module, version, type, callbacks, supervisor.getClass().getClassLoader());
    }

    /**
     * OTP's {@code supervisor}.
     *
     * @return the children of running supervisors
     */
    public Supervisors supervisors() {
        return supervisors;
    }

    // ---- the manager

    /**
     * The servers that run code of a class loader, in all groups.
     *
     * @param loader the class loader of a revision
     * @return their names; servers that come or go meanwhile may be listed or not
     */
    public List<String> whoRuns(ClassLoader loader) {
        return groups.values().stream().flatMap(group -> group.members().stream()).filter(server -> {
            Code<?> code = server.code();
            return code != null && code.loader() == loader;
        }).map(Server::name).sorted().toList();
    }

    /**
     * For which servers messages of the classes of a class loader wait, or will by their timers, in all groups. Messages that only refer to an object
     * of such a class are not found.
     *
     * @param loader the class loader of a revision
     * @return how many wait, by name of the server; what comes or goes meanwhile may be counted or not
     */
    public Map<String, Integer> whoAwaits(ClassLoader loader) {
        Map<String, Integer> waiting = new TreeMap<>();
        groups.values().stream().flatMap(group -> group.members().stream()).forEach(server -> {
            int count = server.awaiting(loader);
            if (count > 0) {
                waiting.put(server.name(), count);
            }
        });
        return waiting;
    }

    /**
     * The folder for a module's own files.
     *
     * @param module name of the module
     * @return absolute path of the folder, which is there
     * @throws IllegalStateException if this engine was made without folders
     * @throws java.io.UncheckedIOException if it cannot be made
     */
    public Path moduleFolder(String module) {
        return folders.of(module);
    }

    // ---- for servers

    /** For how long any gate has been closed. */
    GateClock gates() {
        return gates;
    }

    NextChangeThreads changeThreads() {
        return changeThreads;
    }

    /** The folders of modules. */
    ModuleFolders folders() {
        return folders;
    }

    /** Who sends the signals of operators. */
    ServerRef nobody() {
        return nobody;
    }

    void execute(Server server) {
        pool.execute(server);
    }

    ServerPool pool() {
        return pool;
    }

    Future<?> later(Runnable action, Duration delay) {
        return timers.schedule(action, Deadline.nanos(delay), TimeUnit.NANOSECONDS);
    }

    /**
     * A server with its name registered, owned by this thread. Its initialisation is the first thing that it does, whoever
     * sends it a message as soon as the name is known.
     */
    Server register(ServerGroup group, ServerSpec spec, Code<?> code, Server parent) {
        Server server = new Server(group, spec, code, ids.incrementAndGet(), parent);
        if (server.isNamed()) {
            Server holder = names.putIfAbsent(server.name(), server);
            if (holder != null) {
                throw new NameTakenException(holder);
            }
        }
        return server;
    }

    void unregister(Server server) {
        if (server.isNamed()) {
            names.remove(server.name(), server);
        }
    }

    /** The server that a reference stands for, even if it has ended. */
    Optional<Server> deadOrAlive(ServerRef ref) {
        return ref instanceof Server server ? Optional.of(server) : serverOf(ref);
    }

    /** The server behind a reference now. */
    Optional<Server> serverOf(ServerRef ref) {
        if (ref instanceof Server server) {
            return server.isAlive() ? Optional.of(server) : Optional.empty();
        }
        return whereis(ref.name()).map(Server.class::cast);
    }

    /** Kills all servers and stops the threads; returns when they have stopped or two seconds have passed. */
    @Override
    public void close() {
        closed = true;
        groups.values().forEach(group -> group.killAll(ExitReason.SHUTDOWN));
        try {
            pool.close(Deadline.in(CLOSE_LIMIT));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        timers.shutdownNow();
        changeThreads.close();
    }

    /**
     * To be called when the code of a revision has been removed: lets go of what it has left behind. The threads that ran
     * servers or code changes are replaced, each when it has finished its turn, since it may have left thread locals in them.
     */
    public void forgetRemovedCode() {
        pool.renew();
        changeThreads.renew();
        RecordCaches.clear();
    }
}
