/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.engine.migration.RecordCaches;
import dev.twofold.server.CallFailedException;
import dev.twofold.server.CallTimeoutException;
import dev.twofold.server.ExitReason;
import dev.twofold.server.NameTakenException;
import dev.twofold.server.ServerInfo;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerRegistry;
import dev.twofold.server.ServerSpec;
import dev.twofold.server.StartFailedException;
import dev.twofold.server.Sys;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A node full of servers: their pool of threads, their names and their groups. Usable alone; the manager of an OSGi
 * platform owns one. Safe from any thread.
 */
public final class Engine implements ServerRegistry, Sys, AutoCloseable {

    private static final ThreadLocal<Server> RUNNING = new ThreadLocal<>();
    private static final long POLL_NANOS = 20_000;
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

    private final ScheduledThreadPoolExecutor timers = Threads.timers();
    private final ServerPool pool = new ServerPool(timers);
    private final ConcurrentMap<String, Server> names = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, ServerGroup> groups = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();

    /** A node without servers. Threads are made when there is work. */
    public Engine() {}

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
        ServerGroup group = groups.get(spec.module());
        if (group == null || group.codes().isEmpty()) {
            String loaded = String.join(", ", groups.values().stream().filter(other -> !other.codes().isEmpty())
                    .map(ServerGroup::name).sorted().toList());
            throw new StartFailedException(spec.name().orElse(spec.type()), ExitReason.of("there is no module '"
                    + spec.module() + "'; loaded are: " + (loaded.isEmpty() ? "none" : loaded)));
        }
        return group.start(spec);
    }

    @Override
    public Optional<ServerRef> whereis(String name) {
        return Optional.ofNullable(names.get(name));
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

    // ---- Sys

    @Override
    public void suspend(ServerRef ref, Duration limit) {
        Server server = require(ref);
        Deadline deadline = Deadline.in(limit);
        server.suspend();
        while (server.isRunning()) {
            if (deadline.hasPassed()) {
                server.resume();
                throw new CallTimeoutException(server.name(), limit);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    @Override
    public void resume(ServerRef ref) {
        require(ref).resume();
    }

    @Override
    public String state(ServerRef ref, Duration limit) {
        return (String) require(ref).system(Behaviour::formattedState).await(limit);
    }

    @Override
    public void stop(ServerRef ref, ExitReason reason, Duration limit) {
        Server server = require(ref);
        EndWatch watch = new EndWatch(server);
        server.stop(reason);
        if (!watch.await(Deadline.in(limit))) {
            throw new CallTimeoutException(server.name(), limit);
        }
    }

    private Server require(ServerRef ref) {
        Server server = serverOf(ref).orElseThrow(() -> new CallFailedException(ref.name(), ExitReason.NOPROC));
        if (server == running()) {
            throw new CallFailedException(ref.name(), ExitReason.CALLING_SELF);
        }
        return server;
    }

    // ---- for servers

    /** The server that this thread runs, or {@code null}. */
    static Server running() {
        return RUNNING.get();
    }

    static void enter(Server server) {
        RUNNING.set(server);
    }

    static void leave() {
        RUNNING.remove();
    }

    void execute(Server server) {
        pool.execute(server);
    }

    void completeLater(PendingCall call) {
        pool.execute(call::completeFuture);
    }

    ServerPool pool() {
        return pool;
    }

    Future<?> later(Runnable action, Duration delay) {
        return timers.schedule(action, Deadline.nanos(delay), TimeUnit.NANOSECONDS);
    }

    /**
     * A server with its name registered. Its initialisation is the first thing that it does, whoever sends it a message as
     * soon as the name is known.
     */
    Server register(ServerGroup group, ServerSpec spec, Code<?> code) {
        String name = spec.name().orElseGet(() -> spec.type() + "#" + ids.incrementAndGet());
        Server server = new Server(this, group, name, code, spec.argument());
        Server holder = names.putIfAbsent(name, server);
        if (holder != null) {
            throw new NameTakenException(holder);
        }
        return server;
    }

    void unregister(Server server) {
        names.remove(server.name(), server);
    }

    /** The server behind a reference now. */
    Optional<Server> serverOf(ServerRef ref) {
        if (ref instanceof Server server) {
            return server.isAlive() ? Optional.of(server) : Optional.empty();
        }
        return Optional.ofNullable(names.get(ref.name()));
    }

    /** Kills all servers and stops the threads; returns when they have stopped or two seconds have passed. */
    @Override
    public void close() {
        groups.values().forEach(group -> group.killAll(ExitReason.SHUTDOWN));
        try {
            pool.close(Deadline.in(CLOSE_LIMIT));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        timers.shutdownNow();
    }

    /**
     * To be called when the code of a revision has been removed: lets go of what it has left behind. The threads that ran
     * servers are replaced, each when it has finished its turn, since it may have left thread locals in them.
     */
    public void forgetRemovedCode() {
        pool.renew();
        RecordCaches.clear();
    }
}
