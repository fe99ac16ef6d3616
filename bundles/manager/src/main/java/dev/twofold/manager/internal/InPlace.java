/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.manager.internal.Exchange.Move;
import dev.twofold.manager.internal.Holds.Hold;
import dev.twofold.module.ModulePolicy;
import dev.twofold.module.Outcome;
import dev.twofold.module.SwapOptions;
import dev.twofold.module.SwapStep;
import dev.twofold.module.SwapStrategy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;

/**
 * What to do when somebody else has stopped, updated, refreshed or uninstalled the bundle of a current revision, or one of its
 * components has gone. The store is the truth: a bundle that is gone or has other content is put back, and the other content
 * is loaded as any jar is. Used by the coordinator's thread only, but for what is said to be safe.
 */
final class InPlace {

    private final Loader loader;
    private final Store store;
    private final Modules modules;
    private final ModuleServers servers;
    private final ServerTypes types;
    private final Exchange exchange;
    private final Holds holds;
    private final Policies policies;
    private final Set<String> stopped = ConcurrentHashMap.newKeySet();
    private final Set<String> tooLow = ConcurrentHashMap.newKeySet();

    InPlace(Loader loader, Store store, Modules modules, ModuleServers servers, ServerTypes types, Exchange exchange,
            Holds holds, Policies policies) {
        this.loader = loader;
        this.store = store;
        this.modules = modules;
        this.servers = servers;
        this.types = types;
        this.exchange = exchange;
        this.holds = holds;
        this.policies = policies;
    }

    /** What is to be done next with a module that is held, or was. */
    enum Next {
        /** Nothing: its servers are not held, and have what they run. */
        NOTHING,
        /** To hold its servers: what they run has been taken away, and they are not held any more. */
        HOLD,
        /** Its servers go on. */
        GO_ON,
        /** To look again. */
        WAIT,
        /** Its servers go over to what there is, which is of the same content. */
        FOLLOW,
        /** The bundle has other content, which is to be loaded after {@link #putBack}. */
        TAKE_OVER,
        /** Its servers end. */
        GIVE_UP
    }

    /** The current revision whose bundle it is, whatever has been put into that; safe from any thread. */
    Optional<Revision> current(Bundle bundle) {
        return currents().filter(revision -> revision.bundle().equals(bundle)).findAny();
    }

    /** The modules whose current bundle does not provide any more what their servers run. */
    List<String> bereft() {
        return currents().filter(this::isBereft).map(revision -> revision.id().module()).toList();
    }

    /** The module whose current bundle it is, if that does not provide any more what its servers run. */
    Optional<String> bereft(Bundle bundle) {
        return current(bundle).filter(this::isBereft).map(revision -> revision.id().module());
    }

    private boolean isBereft(Revision revision) {
        if (!Residents.isActive(revision)) {
            return false;
        }
        try {
            return revision.bundle().getState() != Bundle.ACTIVE || loader.isUpdated(revision) || !types.areSame(
                    revision);
        } catch (IllegalStateException uninstalled) { // just now
            return true;
        }
    }

    // ---- servers that are held

    Next look(String module) {
        Optional<Hold> hold = holds.find(module);
        Optional<Revision> current = modules.find(module).flatMap(Slots::current);
        if (hold.isEmpty()) {
            return current.filter(this::isBereft).isPresent() ? Next.HOLD : Next.NOTHING;
        }
        if (current.filter(now -> now == hold.get().revision()).isEmpty()) {
            return Next.GO_ON; // what it was held for is not current any more
        }
        Revision revision = current.get();
        int state = revision.bundle().getState();
        boolean over = hold.get().isOver();
        if (state == Bundle.UNINSTALLED) {
            return Next.FOLLOW;
        }
        if (loader.isUpdated(revision)) {
            return state == Bundle.ACTIVE || over ? Next.TAKE_OVER : Next.WAIT;
        }
        if (state == Bundle.ACTIVE && loader.isComplete(revision.bundle())) {
            tooLow.remove(module);
            if (!types.areSame(revision)) {
                return Next.FOLLOW;
            }
            return hold.get().isFresh() ? Next.WAIT : Next.GO_ON;
        }
        if (state == Bundle.RESOLVED && hold.get().stopping() || state != Bundle.ACTIVE && hasRisenAgain(revision)) {
            return Next.FOLLOW;
        }
        return over ? Next.GIVE_UP : Next.WAIT;
    }

    /** Whether the start level had fallen below a bundle and is high enough again. */
    private boolean hasRisenAgain(Revision revision) {
        String module = revision.id().module();
        if (loader.isTooLow(revision)) {
            tooLow.add(module);
            return false;
        }
        return tooLow.remove(module);
    }

    /** Whether the servers of a module have been held for as long as they may be. */
    boolean isOver(String module) {
        return holds.find(module).filter(hold -> !hold.isOver()).isEmpty();
    }

    /** Its servers go over to what there is now of the same content. */
    Outcome follow(String module, Steps steps) throws RefusedException {
        Slots slots = modules.require(module);
        Revision before = slots.current().orElseThrow();
        ModulePolicy policy = policies.of(module).with(SwapOptions.DEFAULTS.strategy(SwapStrategy.ATOMIC));
        steps.about(module, Optional.of(before.id()), Optional.of(before.id()));
        try (Undo undo = new Undo()) {
            Revision now = steps.time(SwapStep.LOAD,
                    () -> loader.startAgain(before, policy.completeLimit(), undo));
            exchange.run(List.of(new Move(slots.with(Optional.of(now), slots.old()), before, Optional.empty(), steps)),
                    policy, List.of(), undo);
            return Outcome.UPGRADED;
        }
    }

    /** What the bundle of a current revision contains now, as a jar; to be deleted by the caller. */
    Path contentOf(String module) throws RefusedException {
        return store.jarOf(modules.require(module).current().orElseThrow().bundle());
    }

    /** The bundle is gone for good, or does not get what it needs: its servers end with {@code shutdown}. */
    Outcome giveUp(String module, Steps steps) throws RefusedException {
        Slots slots = modules.require(module);
        Revision current = slots.current().orElseThrow();
        steps.about(module, Optional.of(current.id()), Optional.empty());
        if (!tooLow.contains(module)) {
            stopped.add(module);
        }
        steps.time(SwapStep.UNLOAD, () -> servers.end(module, policies.of(module).stopLimit()));
        modules.put(slots.with(Optional.of(current.inactive()), slots.old()));
        steps.problem(whyGivenUp(current.bundle()));
        try {
            putBack(current.bundle());
        } catch (RefusedException gone) {
            steps.problem("its bundle is not put back: " + gone.getMessage());
        }
        return Outcome.STOPPED;
    }

    private String whyGivenUp(Bundle bundle) {
        int state = bundle.getState();
        if (state != Bundle.ACTIVE && state != Bundle.UNINSTALLED) {
            return "somebody has stopped its bundle " + bundle.getBundleId() + ", and its servers have ended: start the"
                    + " bundle again, or load the jar";
        }
        List<String> missing = state == Bundle.ACTIVE ? loader.missing(bundle) : List.of();
        return "its servers have ended, because " + (missing.isEmpty()
                ? "they could not go over to what its bundle provides now, as was told before: load the jar again"
                : "it is not complete any more: " + String.join("; ", missing));
    }

    /** What could not be started while the servers of a module were held starts now; what of it did not. */
    List<String> startOwed(String module) {
        return modules.find(module).flatMap(Slots::current).map(servers::startOwed).orElse(List.of());
    }

    // ---- servers that have ended

    /**
     * Whether a module is to be started when something new is there: not if somebody has stopped its bundle, since only who
     * starts that brings it back, and not while the start level is too low for it.
     */
    boolean mayResume(String module) {
        return !stopped.contains(module) && !tooLow.contains(module);
    }

    /** A module's bundle has been started again; safe from any thread. Whether it had been away. */
    boolean isBack(String module) {
        boolean wasStopped = stopped.remove(module);
        return tooLow.remove(module) || wasStopped;
    }

    /** The start level has changed: remembers for which modules it is too low; safe from any thread. */
    void startLevelChanged() {
        currents().filter(loader::isTooLow).forEach(current -> tooLow.add(current.id().module()));
    }

    /** Forgets it for modules for which it is high enough again, unless their servers still wait. */
    void startLevelSettled() {
        currents().filter(current -> current.types().isEmpty() && !loader.isTooLow(current))
                .forEach(current -> tooLow.remove(current.id().module()));
    }

    private Stream<Revision> currents() {
        return modules.all().stream().flatMap(slots -> slots.current().stream());
    }

    /** Whether somebody has put other content into the bundle of a module. */
    boolean isUpdated(String module) {
        return modules.find(module).flatMap(Slots::current).filter(loader::isUpdated).isPresent();
    }

    /**
     * Somebody has uninstalled a bundle. If it was that of a current revision without servers it is installed again, and not
     * started.
     */
    void putBack(Bundle bundle) throws RefusedException {
        Optional<Revision> current = current(bundle).filter(revision -> revision.types().isEmpty());
        if (current.isPresent() && bundle.getState() == Bundle.UNINSTALLED) {
            Slots slots = modules.require(current.get().id().module());
            modules.put(slots.with(Optional.of(loader.ensureInstalled(current.get())), slots.old()));
        }
    }
}
