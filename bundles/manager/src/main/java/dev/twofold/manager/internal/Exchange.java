/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.code.Direction;
import dev.twofold.engine.ChangeFailedException;
import dev.twofold.engine.Engine;
import dev.twofold.engine.Gate;
import dev.twofold.engine.GateTimeoutException;
import dev.twofold.engine.Migration;
import dev.twofold.engine.ServerGroup;
import dev.twofold.module.ModulePolicy;
import dev.twofold.module.SwapStep;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** The heart of a swap: two revisions are active, and the servers go from one to the other. */
final class Exchange {

    private final BundleContext context;
    private final Components components;
    private final Engine engine;
    private final Store store;
    private final Modules modules;

    Exchange(BundleContext context, Components components, Engine engine, Store store, Modules modules) {
        this.context = context;
        this.components = components;
        this.engine = engine;
        this.store = store;
        this.modules = modules;
    }

    /**
     * Check, gate, change, commit, open.
     *
     * @param after the slots as they will be
     * @param policy how
     * @param undo is kept at the commit: what happens later cannot be refused any more
     */
    void run(Slots after, Revision from, Revision to, Direction direction, ModulePolicy policy, Steps steps, Undo undo)
            throws RefusedException {
        ServerGroup group = engine.group(after.name());
        try (CodeChanges changes = new CodeChanges(context, components)) {
            Migration migration = steps.time(SwapStep.CHECK, () -> check(group, from, to, direction, changes));
            long start = System.nanoTime();
            try (Gate gate = steps.time(SwapStep.GATE, () -> group.closeGate(policy.gateLimit()))) {
                steps.time(SwapStep.CHANGE, () -> gate.change(to.codes(), migration, policy.changeLimit()));
                steps.time(SwapStep.COMMIT, () -> commit(after, to, gate, undo));
                steps.servers(gate.size() - (TopSupervisor.find(engine, after.name()).isPresent() ? 1 : 0));
            } finally {
                steps.gated(Duration.ofNanos(System.nanoTime() - start));
            }
        } catch (GateTimeoutException | ChangeFailedException refused) {
            throw new RefusedException(refused.getMessage());
        }
    }

    private static Migration check(ServerGroup group, Revision from, Revision to, Direction direction,
            CodeChanges changes) throws RefusedException {
        Set<String> gone = new TreeSet<>(group.runningTypes());
        gone.removeAll(to.codes().keySet());
        if (!gone.isEmpty()) {
            throw new RefusedException("it has no server type " + String.join(", ", gone)
                    + ", which servers run: end them (a supervisor's child with Supervisors.terminateChild), or keep"
                    + " the type");
        }
        for (Revision.Type type : to.types().values()) {
            checkKind(group, from, type);
        }
        return Migrations.between(from, to, direction, changes, group.runningTypes());
    }

    /** The state of a server and that of a supervisor have nothing in common. */
    private static void checkKind(ServerGroup group, Revision from, Revision.Type type) throws RefusedException {
        String name = type.code().type();
        Revision.Type before = from.types().get(name);
        if (before != null && before.isSupervisor() != type.isSupervisor() && group.runningTypes().contains(name)) {
            throw new RefusedException("its server type '" + name + (type.isSupervisor()
                    ? "' is a supervisor"
                    : "' is no supervisor any more") + ": give it another name");
        }
    }

    private void commit(Slots after, Revision to, Gate gate, Undo undo) throws RefusedException {
        if (to.bundle().getState() != Bundle.ACTIVE) {
            throw new RefusedException("somebody has stopped or uninstalled its bundle meanwhile; try again");
        }
        store.commit(after.name(), after.current().map(Revision::jar), after.old().map(Revision::jar));
        undo.keep();
        gate.commit();
        modules.put(after);
    }
}
