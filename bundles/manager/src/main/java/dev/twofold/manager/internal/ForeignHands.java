/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.manager.internal.InPlace.Next;
import dev.twofold.module.SwapOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what others do to bundles, holds the servers that it concerns, and sees to it that {@link InPlace} is asked until
 * all is settled. What is heard may come from any thread and waits for nothing but servers that come to rest; the rest is done
 * on the queue's thread.
 */
final class ForeignHands {

    private static final Duration LONGEST_HOLD = Duration.ofSeconds(1);
    private static final long LOOK_MS = 20;
    private static final long LONGEST_PAUSE_MS = 300;
    private static final Logger LOG = LoggerFactory.getLogger(ForeignHands.class);

    private final SerialQueue queue;
    private final Clock clock;
    private final Operations operations;
    private final Loading loading;
    private final Restoring restoring;
    private final InPlace inPlace;
    private final Holds holds;
    private final OwnHands hands;
    private final Policies policies;
    private final Modules modules;
    private final Refusals refusals;
    private final AtomicBoolean resuming = new AtomicBoolean();
    private final AtomicBoolean following = new AtomicBoolean();

    /** Modules that are looked at again soon; of the queue's thread. */
    private final Set<String> looking = new HashSet<>();

    /** For how long modules are left alone that have been tried in vain, longer each time; of the queue's thread. */
    private final Map<String, Long> pauses = new HashMap<>();

    ForeignHands(SerialQueue queue, Clock clock, Operations operations, Loading loading, Restoring restoring,
            InPlace inPlace, Holds holds, OwnHands hands, Policies policies, Modules modules, Refusals refusals) {
        this.queue = queue;
        this.clock = clock;
        this.operations = operations;
        this.loading = loading;
        this.restoring = restoring;
        this.inPlace = inPlace;
        this.holds = holds;
        this.hands = hands;
        this.policies = policies;
        this.modules = modules;
        this.refusals = refusals;
    }

    /** Tries again to start modules that could not be started after the restart. Many calls in a row count as one. */
    void resumeWaiting() {
        if (resuming.compareAndSet(false, true)) {
            queue.execute(() -> {
                resuming.set(false);
                restoring.waiting().stream().filter(inPlace::mayResume).forEach(this::resume);
            }, Operations.NOTHING);
        }
    }

    /** A component of some module has been activated. Many calls in a row count as one. */
    private void followMoved() {
        if (following.compareAndSet(false, true)) {
            queue.execute(() -> {
                following.set(false);
                inPlace.bereft().forEach(this::look);
            }, Operations.NOTHING);
        }
    }

    /**
     * A service that a bundle's servers run is just going. If the bundle is a current revision and it is not the manager who
     * takes it away, the servers are held. Blocks until they are at rest, up to a limit. In any case it is looked at later:
     * what is done now may have seen the service still, or let go of the servers. One that the manager itself starts or stops
     * beside the current one is looked at when it becomes current.
     */
    void serviceGoes(Bundle bundle) {
        Optional<Revision> current = inPlace.current(bundle).filter(Residents::isActive);
        boolean own = hands.hold(bundle);
        if (own && current.isEmpty()) {
            return;
        }
        if (!own && current.isPresent() && hold(current.get())) {
            held(current.get().id().module());
        } else {
            queue.execute(() -> lookAt(bundle), Operations.NOTHING);
        }
        later(() -> lookAt(bundle), Operations.NOTHING, LOOK_MS);
    }

    private void lookAt(Bundle bundle) {
        inPlace.bereft(bundle).ifPresent(this::look);
    }

    /** The servers of a module are held until it is clear what comes of it. Quick, on any thread. */
    void held(String module) {
        queue.execute(() -> look(module), () -> holds.release(module));
    }

    /** A revision is current whose bundle may have been taken away while it was not. Quick, on any thread. */
    void entered(String module) {
        queue.execute(() -> look(module), Operations.NOTHING);
    }

    private boolean hold(Revision current) {
        return holds.hold(current, holdLimit(current.id().module()), policies.grace());
    }

    private Duration holdLimit(String module) {
        Duration limit = policies.of(module).gateLimit();
        return limit.compareTo(LONGEST_HOLD) > 0 ? LONGEST_HOLD : limit;
    }

    private void look(String module) {
        switch (next(module)) {
            case WAIT -> lookLater(module, LOOK_MS);
            case NOTHING -> startOwed(module);
            case HOLD -> {
                modules.find(module).flatMap(Slots::current).ifPresent(this::hold);
                look(module);
            }
            case GO_ON -> goOn(module);
            case FOLLOW -> {
                if (!isPausing(module)) {
                    follow(module);
                }
            }
            case TAKE_OVER -> takeOver(module, () -> follow(module));
            case GIVE_UP -> giveUp(module);
        }
    }

    /** The framework throws if a bundle goes while it is asked about it: then there is more to see next time. */
    private Next next(String module) {
        try {
            return inPlace.look(module);
        } catch (RuntimeException changing) {
            LOG.warn("module {}: its bundle changes while it is looked at: {}", module, changing.toString());
            return Next.WAIT;
        }
    }

    private void follow(String module) {
        if (!operations.perform(module, Operations.IN_PLACE, steps -> inPlace.follow(module, steps)).refused()) {
            pauses.remove(module);
            look(module); // whatever was held meanwhile is to be looked at, too
        } else if (inPlace.isOver(module)) {
            giveUp(module);
        } else {
            holds.closeAgain(module, holdLimit(module));
            lookLater(module, pauses.merge(module, LOOK_MS, (before, first) -> Math.min(2 * before, LONGEST_PAUSE_MS)));
        }
    }

    /** A try may end with events of its own, which are no reason for another. */
    private boolean isPausing(String module) {
        return pauses.containsKey(module) && looking.contains(module);
    }

    private void goOn(String module) {
        pauses.remove(module);
        holds.release(module);
        look(module);
    }

    private void startOwed(String module) {
        inPlace.startOwed(module).forEach(problem -> {
            LOG.error("module {}: {}", module, problem);
            refusals.add(module, clock.instant(), problem);
        });
    }

    private void giveUp(String module) {
        pauses.remove(module);
        operations.perform(module, Operations.IN_PLACE, steps -> inPlace.giveUp(module, steps));
    }

    private void lookLater(String module, long millis) {
        if (looking.add(module)) {
            later(() -> {
                looking.remove(module);
                look(module);
            }, () -> holds.release(module), millis);
        }
    }

    private void later(Runnable look, Runnable cancelled, long millis) {
        CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, Runnable::run)
                .execute(() -> queue.execute(look, cancelled));
    }

    /**
     * What somebody has put into the bundle becomes a revision of its own.
     *
     * @param putBack gives the bundle the content that it had
     */
    private void takeOver(String module, Runnable putBack) {
        String source = module + " in place";
        Path jar;
        try {
            jar = inPlace.contentOf(module);
        } catch (RefusedException unreadable) {
            putBack.run();
            refusals.add(source, clock.instant(), unreadable.getMessage());
            LOG.error("module {}: {}", module, unreadable.getMessage());
            return;
        }
        try {
            putBack.run();
            operations.perform(source, Operations.IN_PLACE, steps -> loading.load(jar, SwapOptions.DEFAULTS.requestedBy(
                    Operations.IN_PLACE), steps));
        } finally {
            jar.toFile().delete();
        }
    }

    /** A bundle has been started, or has a service that servers run: a module may be back. Quick, on any thread. */
    void comes(Bundle bundle) {
        followMoved();
        if (inPlace.current(bundle).filter(current -> inPlace.isBack(current.id().module())).isPresent()) {
            resumeWaiting();
        }
    }

    /** A bundle has been uninstalled, by the manager's hand or by somebody else's. Quick, on any thread. */
    void uninstalled(Bundle bundle) {
        queue.execute(() -> {
            try {
                inPlace.putBack(bundle);
            } catch (RefusedException failed) {
                LOG.warn("bundle {} is not put back: {}", bundle, failed.getMessage());
            }
        }, Operations.NOTHING);
    }

    /** Bundles that were stopped because the start level was too low may run again. */
    void startLevelChanged() {
        inPlace.startLevelChanged();
        queue.execute(inPlace::startLevelSettled, Operations.NOTHING);
        resumeWaiting();
    }

    /** A module that somebody else has installed, or uninstalled again. */
    void foreign(Bundle bundle, boolean installed) {
        String source = source(bundle);
        if (installed) {
            refusals.add(source, clock.instant(), "it is a module that was installed at " + bundle.getLocation()
                    + " and not by Twofold, so it does not resolve: drop its jar into the folder, or use module:load, and"
                    + " uninstall the bundle");
        } else {
            refusals.remove(source);
        }
    }

    /** A bundle that is no module has servers, which nobody starts. */
    void unannotated(Bundle bundle) {
        String reason = "it has a GenServer or Supervisor but is no module, so that nobody starts its servers: annotate one of"
                + " its classes with @SwappableModule";
        LOG.warn("{}: {}", source(bundle), reason);
        refusals.add(source(bundle), clock.instant(), reason);
    }

    private static String source(Bundle bundle) {
        return "bundle " + bundle.getBundleId() + " (" + bundle.getSymbolicName() + ")";
    }

    private void resume(String module) {
        if (inPlace.isUpdated(module)) {
            takeOver(module, () -> operations.start(module));
        } else {
            operations.start(module);
        }
    }
}
