/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.engine.ChangeFailedException;
import dev.twofold.engine.Engine;
import dev.twofold.engine.Gate;
import dev.twofold.engine.GateTimeoutException;
import dev.twofold.engine.GroupChange;
import dev.twofold.manager.internal.Exchange.Move;
import dev.twofold.manager.internal.Holds.Hold;
import dev.twofold.module.ModulePolicy;
import dev.twofold.module.SwapStep;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A swap of a module of which only one revision can be active: its servers are held while the one before stops and the next
 * one starts. If anything fails the one before is started again, and then its servers go on. Used by the coordinator's
 * thread only.
 */
final class Exclusive {

    private static final Logger LOG = LoggerFactory.getLogger(Exclusive.class);

    private final Loader loader;
    private final Modules modules;
    private final Engine engine;
    private final Exchange exchange;
    private final Holds holds;
    private final Policies policies;
    private final Consumer<String> stranded;

    /** @param stranded is told of a module whose servers are held, because what they run could not be started again */
    Exclusive(Loader loader, Modules modules, Engine engine, Exchange exchange, Holds holds, Policies policies,
            Consumer<String> stranded) {
        this.loader = loader;
        this.modules = modules;
        this.engine = engine;
        this.exchange = exchange;
        this.holds = holds;
        this.policies = policies;
        this.stranded = stranded;
    }

    /**
     * Gate, stop, start, check, change, commit, open.
     *
     * @param from the revision before
     * @param to the next one, which is installed
     * @param move what goes over once that has been started
     * @param undo is kept at the commit
     */
    void run(Revision from, Revision to, Function<Revision, Move> move, ModulePolicy policy, Steps steps, Undo undo)
            throws RefusedException {
        loader.resolve(to, policy.completeLimit());
        long begun = System.nanoTime();
        Closed closed = steps.time(SwapStep.GATE, () -> close(to.id().module(), policy.gateLimit(), steps));
        // closed in the opposite order: first all is undone, then the gate opens
        try (CodeChanges changes = exchange.changes(policy); closed; Undo behind = undo.inner()) {
            changes.keep(from.bundle());
            boolean ran = from.bundle().getState() == Bundle.ACTIVE;
            behind.add(() -> goBack(from, ran, closed, policy, steps));
            Revision started = steps.time(SwapStep.LOAD, () -> startInstead(from, to, policy, behind));
            exchange.run(closed.gate, move.apply(started), changes, policy, behind);
            holds.release(to.id().module());
        } finally {
            steps.gated(Duration.ofNanos(System.nanoTime() - begun));
        }
    }

    private Closed close(String module, Duration limit, Steps steps) throws RefusedException {
        try {
            return holds.claim(List.of(module), () -> close(module, limit));
        } catch (GateTimeoutException busy) {
            Exchange.tell(busy, steps);
            throw new RefusedException(Exchange.busy(busy));
        }
    }

    /** Somebody else may have closed it, because he has taken the bundle away. */
    private Closed close(String module, Duration limit) {
        Optional<Gate> held = holds.takeGate(module).flatMap(Hold::gate);
        if (held.isEmpty()) {
            holds.release(module);
        }
        return new Closed(held.orElseGet(() -> engine.group(module).closeGate(limit)));
    }

    private Revision startInstead(Revision from, Revision to, ModulePolicy policy, Undo undo) throws RefusedException {
        loader.stop(from);
        if (!loader.isStopped(from)) {
            throw new RefusedException(from.id() + " has not stopped within " + policy.stopLimit().toMillis()
                    + " ms, and cannot be active beside its successor: mend its deactivation, or unload the module");
        }
        undo.add(() -> loader.stop(to));
        return loader.start(to, policy.completeLimit());
    }

    // ---- the way back

    /** @param ran whether the bundle ran before; otherwise somebody else has stopped it, and knows what comes next */
    private void goBack(Revision from, boolean ran, Closed closed, ModulePolicy policy, Steps steps) {
        if (!Residents.isActive(from)) {
            return; // no server runs it
        }
        if (!ran) {
            strand(from, closed, false);
            return;
        }
        if (!loader.isStopped(from)) {
            steps.warn(from.id() + " is started again as soon as it has stopped: its servers end unless that is within "
                    + policies.grace().toMillis() + " ms");
            strand(from, closed, true);
            return;
        }
        try {
            serveAgain(from, closed.gate, policy);
        } catch (RefusedException | ChangeFailedException lost) {
            LOG.error("{} could not be started again: {}", from.id(), lost.getMessage());
            steps.warn(from.id() + " could not be started again (" + lost.getMessage() + "): its servers end unless"
                    + " somebody starts its bundle within " + policies.grace().toMillis() + " ms");
            strand(from, closed, false);
        }
    }

    private void serveAgain(Revision from, Gate gate, ModulePolicy policy) throws RefusedException {
        try (Undo undo = new Undo()) {
            Revision again = startAgain(from, policy, undo);
            GroupChange back = new GroupChange(engine.group(from.id().module()), again.codes(), Migrations.again(from,
                    again));
            gate.change(List.of(back), policy.changeLimit());
            gate.commit();
            put(from, again);
            undo.keep();
        }
    }

    private Revision startAgain(Revision from, ModulePolicy policy, Undo undo) throws RefusedException {
        try {
            return loader.startAgain(from, policy.completeLimit(), undo);
        } catch (RefusedException lost) {
            if (from.bundle().getState() == Bundle.ACTIVE) {
                loader.stop(from); // a component that could not be activated is tried again by a start only
            }
            throw lost;
        }
    }

    private void put(Revision from, Revision again) {
        Slots slots = modules.find(from.id().module()).orElseThrow();
        modules.put(slots.current().equals(Optional.of(from))
                ? slots.with(Optional.of(again), slots.old())
                : slots.with(slots.current(), Optional.of(again)));
    }

    /** @param stopping whether it is to be started again when it has stopped */
    private void strand(Revision from, Closed closed, boolean stopping) {
        holds.hold(from, closed.handOver(), policies.grace(), stopping);
        stranded.accept(from.id().module());
    }

    /** A gate that is opened in the end, unless it was handed over. */
    private static final class Closed implements AutoCloseable {

        private final Gate gate;
        private boolean handedOver;

        Closed(Gate gate) {
            this.gate = gate;
        }

        Gate handOver() {
            handedOver = true;
            return gate;
        }

        @Override
        public void close() {
            if (!handedOver) {
                gate.close();
            }
        }
    }
}
