/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.engine.Births.Birth;
import dev.twofold.server.CallFailedException;
import dev.twofold.server.ExitReason;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import dev.twofold.server.StartFailedException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Starts the servers of a group: each waits for an open gate, gets the code of its type, becomes a member and is initialised.
 * Safe from any thread.
 */
final class Starts {

    private static final long LONGEST_GATE_SECONDS = 60;

    private final Engine engine;
    private final ServerGroup group;
    private final Births births;

    Starts(Engine engine, ServerGroup group, Births births) {
        this.engine = engine;
        this.group = group;
        this.births = births;
    }

    /**
     * Starts a server and waits for it.
     *
     * @param parent who will be its parent, or {@code null}
     * @param prepare what to do before the server runs
     */
    ServerRef start(ServerSpec spec, Server parent, Consumer<Server> prepare) {
        Running here = Running.here();
        refuseChange(here, spec);
        Running.probeStack();
        Birth birth = begin(spec, here);
        try {
            Code<?> code = code(spec);
            Object argument = argument(spec, code);
            Server server = bear(spec, code, parent);
            prepare.accept(server);
            Request start = parent == null ? new Request(server, null, here) : new LinkedStart(server, here);
            boolean quick = engine.pool().isQuick();
            server.begin(argument, start, here);
            awaitStart(server, start, spec, quick);
            return server;
        } finally {
            births.end(birth);
        }
    }

    private static void refuseChange(Running here, ServerSpec spec) {
        if (here.changed() != null) {
            throw new StartFailedException(spec.name().orElse(spec.type()),
                    ExitReason.of("a code change starts no servers: it only makes a value of another"));
        }
    }

    private Server bear(ServerSpec spec, Code<?> code, Server parent) {
        Server server = engine.register(group, spec, code, parent);
        group.add(server);
        return server;
    }

    /**
     * A client may have made it of the classes of another revision; one that does not fit goes to {@code init} as it is. To be
     * found before there is a server: if there is no memory for it, there is none to be ended.
     */
    private Object argument(ServerSpec spec, Code<?> code) {
        Object given = spec.argument().orElse(null);
        try {
            return given == null ? null : group.loaded().argument(given, code);
        } catch (Throwable misfit) { // may be thrown by a record of the module
            Behaviour.rethrowIfFatal(misfit);
            return given;
        }
    }

    private static void awaitStart(Server server, Request start, ServerSpec spec, boolean quick) {
        Object failed;
        try {
            failed = start.await(spec.initLimit(), quick);
        } catch (CallFailedException notInTime) {
            abort(server);
            throw notInTime(server, notInTime.reason(), spec);
        }
        if (failed != null) {
            throw new StartFailedException(server.name(), (ExitReason) failed);
        }
    }

    /** The reason stays OTP's word, which programs compare. */
    private static StartFailedException notInTime(Server server, ExitReason reason, ServerSpec spec) {
        return reason.equals(ExitReason.TIMEOUT)
                ? new StartFailedException(server.name(), reason, reason + ": init did not return within "
                        + spec.initLimit().toMillis() + " ms (ServerSpec.initWithin sets the limit)")
                : new StartFailedException(server.name(), reason);
    }

    /** As in OTP the parent hears of a start that took too long from the starter only. */
    private static void abort(Server server) {
        Server parent = server.parent();
        if (parent != null) { // it may be ending, too
            parent.disown(server);
        }
        server.end(ExitReason.KILLED);
    }

    /** The same without waiting, neither for the gate nor for the server. */
    void startAsync(ServerSpec spec, CompletableFuture<ServerRef> started) {
        Running here = Running.here();
        refuseChange(here, spec);
        Running.probeStack();
        Birth birth = births.begin(() -> here.isFor(group));
        if (!birth.hasBegun()) {
            Callable<Void> again = Running.wrap(() -> retry(spec, started));
            birth.held().thenRun(() -> engine.pool().execute(new FutureTask<>(again)));
            return;
        }
        AsyncStart start = null;
        try {
            Code<?> code = code(spec);
            Object argument = argument(spec, code);
            Server server = bear(spec, code, null);
            start = new AsyncStart(server, here, () -> births.end(birth));
            start.future().whenComplete((failed, late) -> completeStart(server, spec, started, failed, late));
            start.limit(spec.initLimit());
            server.begin(argument, start, here);
        } catch (RuntimeException | Error refused) {
            if (start == null) {
                births.end(birth);
            } else {
                start.abandon(ExitReason.KILLED); // which ends the server, too
            }
            throw refused;
        }
    }

    private Void retry(ServerSpec spec, CompletableFuture<ServerRef> started) {
        try {
            startAsync(spec, started);
        } catch (RuntimeException | Error refused) {
            started.completeExceptionally(refused);
        }
        return null;
    }

    private static void completeStart(Server server, ServerSpec spec, CompletableFuture<ServerRef> started,
            Object failed, Throwable late) {
        if (late instanceof CallFailedException notInTime) {
            abort(server);
            started.completeExceptionally(notInTime(server, notInTime.reason(), spec));
        } else if (failed != null) {
            started.completeExceptionally(new StartFailedException(server.name(), (ExitReason) failed));
        } else {
            started.complete(server);
        }
    }

    /**
     * Waits for an open gate. A callback of this group does not: the gate waits for it, and takes in what it starts. It
     * waits only while it is found out whether all are at rest.
     */
    private Birth begin(ServerSpec spec, Running here) {
        while (true) {
            Birth birth = births.begin(() -> here.isFor(group));
            if (birth.hasBegun()) {
                return birth;
            }
            awaitOpening(birth.held(), spec);
        }
    }

    private Code<?> code(ServerSpec spec) {
        Code<?> code = group.codes().get(spec.type());
        if (code == null) {
            throw noSuchType(spec);
        }
        return code;
    }

    private StartFailedException noSuchType(ServerSpec spec) {
        String why = "module " + group.name() + " has no server type '" + spec.type() + "'; it has: "
                + String.join(", ", group.codes().keySet().stream().sorted().toList());
        return new StartFailedException(spec.name().orElse(spec.type()), ExitReason.of(why));
    }

    private void awaitOpening(CompletableFuture<Void> opening, ServerSpec spec) {
        try {
            engine.pool().blocking(() -> await(opening));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StartFailedException(spec.name().orElse(spec.type()), ExitReason.of("interrupted"));
        }
        if (!opening.isDone()) {
            throw new StartFailedException(spec.name().orElse(spec.type()),
                    ExitReason.of("the upgrade of module " + group.name() + " does not end"));
        }
    }

    private static void await(CompletableFuture<Void> opening) throws InterruptedException {
        try {
            opening.get(LONGEST_GATE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException stillClosed) {
            return; // the caller sees it
        }
    }
}
