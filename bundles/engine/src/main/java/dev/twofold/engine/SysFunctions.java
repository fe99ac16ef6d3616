/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.server.CallFailedException;
import dev.twofold.server.CallTimeoutException;
import dev.twofold.server.ExitReason;
import dev.twofold.server.ServerInfo;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerReport;
import dev.twofold.server.Statistics;
import dev.twofold.server.Sys;
import dev.twofold.server.SysEvent;
import dev.twofold.server.Trace;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The operator's functions: each is something that the server does itself between two messages. Safe from any thread. */
final class SysFunctions implements Sys {

    private final Engine engine;

    SysFunctions(Engine engine) {
        this.engine = engine;
    }

    @Override
    public void suspend(ServerRef ref, Duration limit) {
        Server server = require(ref);
        Request.checkLimit(limit);
        boolean first = server.suspend();
        try {
            server.system(Server::stopIfOrdered).await(limit);
        } catch (CallTimeoutException late) {
            if (first) {
                server.resume();
            }
            throw late;
        }
    }

    @Override
    public void resume(ServerRef ref) {
        require(ref).resume();
    }

    @Override
    public String state(ServerRef ref, Duration limit) {
        return (String) ask(ref, Server::formattedState, limit);
    }

    @Override
    public Optional<Object> rawState(ServerRef ref, Duration limit) {
        return Optional.ofNullable(ask(ref, Server::state, limit));
    }

    @Override
    public void replaceState(ServerRef ref, UnaryOperator<Object> change, Duration limit) {
        Objects.requireNonNull(change, "change");
        Object failed = ask(ref, server -> tryToReplace(server, change), limit);
        if (failed != null) {
            throw new CallFailedException(ref.name(), (ExitReason) failed);
        }
    }

    /** {@code null}, or why the change failed: that is the operator's code, and the server goes on. */
    private static ExitReason tryToReplace(Server server, UnaryOperator<Object> change) {
        try {
            server.replaceState(change);
            return null;
        } catch (Throwable failure) { // code of the operator, which must not harm the server
            Behaviour.rethrowIfFatal(failure);
            return ExitReason.of(failure);
        }
    }

    // ---- report

    @Override
    public ServerReport report(ServerRef ref, Duration limit) {
        Request.checkLimit(limit);
        Server server = engine.serverOf(ref)
                .orElseThrow(() -> new CallFailedException(ref.name(), ExitReason.NOPROC));
        ServerInfo info = server.info(); // before it runs to answer this
        Optional<Inside> inside = Running.here().server() == server ? Optional.empty() : look(server, limit);
        Message current = server.current();
        Object message = current == null ? null : current.payload();
        return new ServerReport(info, Optional.ofNullable(server.parent()).map(Server::name),
                inside.map(Inside::state), server.links(), server.watchers(), inside.flatMap(Inside::statistics),
                inside.map(Inside::log).orElse(List.of()), Optional.ofNullable(message).map(Observation::text),
                StackPlace.stack(server.runner()), server.group().departures().lastError(server));
    }

    private static Optional<Inside> look(Server server, Duration limit) {
        try {
            return Optional.of((Inside) server.system(Inside::of).await(limit));
        } catch (CallTimeoutException busy) {
            return Optional.empty();
        }
    }

    /** What only the server itself can tell. */
    private record Inside(String state, Optional<Statistics> statistics, List<SysEvent> log) {

        static Inside of(Server server) {
            Observation observation = server.observation();
            return observation == null
                    ? new Inside(server.formattedState(), Optional.empty(), List.of())
                    : new Inside(server.formattedState(), observation.statistics(), observation.log());
        }
    }

    // ---- observation

    @Override
    public void statistics(ServerRef ref, boolean on, Duration limit) {
        observe(ref, observation -> observation.count(on), limit);
    }

    @Override
    public Optional<Statistics> statistics(ServerRef ref, Duration limit) {
        return ((Inside) ask(ref, Inside::of, limit)).statistics();
    }

    @Override
    public void log(ServerRef ref, int events, Duration limit) {
        if (events < 0) {
            throw new IllegalArgumentException("the number of events is negative: " + events);
        }
        observe(ref, observation -> observation.keep(events), limit);
    }

    @Override
    public List<SysEvent> log(ServerRef ref, Duration limit) {
        return ((Inside) ask(ref, Inside::of, limit)).log();
    }

    @Override
    public Trace trace(ServerRef ref, Predicate<SysEvent> function, Duration limit) {
        Tracer tracer = new Tracer(Objects.requireNonNull(function, "tracer"));
        observe(ref, observation -> observation.add(tracer), limit);
        return tracer;
    }

    private void observe(ServerRef ref, java.util.function.Consumer<Observation> change, Duration limit) {
        ask(ref, server -> {
            server.observe(change);
            return true;
        }, limit);
    }

    // ---- the end

    @Override
    public void stop(ServerRef ref, ExitReason reason, Duration limit) {
        Objects.requireNonNull(reason, "reason");
        Request.checkLimit(limit);
        Server server = require(ref);
        EndWatch watch = new EndWatch(server);
        server.stop(reason);
        if (!watch.await(Deadline.in(limit))) {
            throw new CallTimeoutException(server.name(), limit);
        }
        if (!reason.equals(server.exit())) {
            throw new CallFailedException(server.name(), server.exit());
        }
    }

    @Override
    public void exit(ServerRef ref, ExitReason reason) {
        Objects.requireNonNull(reason, "reason");
        engine.serverOf(ref).ifPresent(server -> server.exitSignal(engine.nobody(), reason));
    }

    private Object ask(ServerRef ref, Function<Server, Object> action, Duration limit) {
        Request.checkLimit(limit);
        return require(ref).system(action).await(limit);
    }

    private Server require(ServerRef ref) {
        Server server = engine.serverOf(ref)
                .orElseThrow(() -> new CallFailedException(ref.name(), ExitReason.NOPROC));
        if (server == Running.here().server()) {
            throw new CallFailedException(ref.name(), ExitReason.CALLING_SELF);
        }
        return server;
    }
}
