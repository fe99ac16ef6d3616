/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench;

import dev.twofold.engine.Code;
import dev.twofold.engine.Engine;
import dev.twofold.engine.Gate;
import dev.twofold.engine.ServerGroup;
import dev.twofold.engine.StateChange;
import dev.twofold.engine.migration.Conversion;
import dev.twofold.engine.migration.StateTypes;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** A node with the servers of the benchmarks. To be used by one thread; its servers by any. */
final class Stage implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String CLIENTS = "clients";
    private static final String CLIENT = "client";

    private final Engine engine = new Engine();
    private final ServerGroup counters = engine.group(Revision.MODULE);
    private final Tree tree = new Tree(engine);
    private Revision current = new Revision(0);
    private int revisions = 1;

    Stage() throws ReflectiveOperationException {
        counters.load(current.codes());
        engine.group(CLIENTS).load(Map.of(CLIENT, new Code<>(CLIENTS, "1.0", CLIENT, new ClientServer())));
    }

    ServerRef start(ServerKind kind) {
        return engine.start(ServerSpec.of(Revision.MODULE, kind.type()));
    }

    ServerRef start(ServerKind kind, String name) {
        return engine.start(ServerSpec.of(Revision.MODULE, kind.type()).named(name));
    }

    CompletionStage<ServerRef> startAsync(ServerKind kind) {
        return engine.startAsync(ServerSpec.of(Revision.MODULE, kind.type()));
    }

    /** Starts a server that is the child of a supervisor. */
    ServerRef startSupervised(ServerKind kind) {
        return tree.start(kind);
    }

    ServerRef startClient() {
        return engine.start(ServerSpec.of(CLIENTS, CLIENT));
    }

    /** A reference by name. */
    ServerRef named(String name) {
        return engine.named(name);
    }

    void suspend(ServerRef server) {
        engine.sys().suspend(server, LIMIT);
    }

    void resume(ServerRef server) {
        engine.sys().resume(server);
    }

    /** Upgrades the counters to a new revision, with new classes, and lets go of the one before. */
    void swap() throws ReflectiveOperationException {
        Revision next = new Revision(revisions++);
        try (Gate gate = counters.closeGate(LIMIT)) {
            gate.change(next.codes(), new ByShape(new Conversion(current, next)), LIMIT);
            gate.commit();
        }
        current = next;
        engine.forgetRemovedCode();
    }

    private record ByShape(Conversion conversion) implements StateChange {

        @Override
        public Object state(Code<?> from, Code<?> to, Object state) {
            return conversion.shape(state, StateTypes.stateType(to.callbacks().getClass()));
        }

        @Override
        public Object message(Object message) {
            return conversion.carry(message);
        }
    }

    /** Kills all servers. */
    @Override
    public void close() {
        tree.kill();
        engine.close();
    }
}
