/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.supervisor;

import dev.twofold.server.Exit;
import dev.twofold.server.ExitReason;
import dev.twofold.server.ServerSpec;
import dev.twofold.supervisor.AutoShutdown;
import dev.twofold.supervisor.ChildCounts;
import dev.twofold.supervisor.ChildSpec;
import dev.twofold.supervisor.Restart;
import dev.twofold.supervisor.Strategy;
import dev.twofold.supervisor.SupervisorSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of a supervisor: its children, and how often they were started again. Unlike other states it changes in place,
 * since it can be large; it belongs to the thread that runs the supervisor.
 */
public final class Children {

    private static final Logger LOG = LoggerFactory.getLogger(SupervisorServer.class);
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final Optional<Object> argument;
    private final Family family;
    private final RestartHistory restarts;
    private final Failing failing;
    private final AtomicReference<List<String>> added;

    Children(Optional<Object> argument, Family family) {
        this(argument, family, new RestartHistory(), new Failing(), List.of());
    }

    private Children(Optional<Object> argument, Family family, RestartHistory restarts, Failing failing,
            List<String> added) {
        this.argument = argument;
        this.family = family;
        this.restarts = restarts;
        this.failing = failing;
        this.added = new AtomicReference<>(added);
    }

    Optional<Object> argument() {
        return argument;
    }

    Family family() {
        return family;
    }

    /**
     * The ids of the children that the upgrade which has made this state has added. They have no process yet: whoever
     * upgrades starts them when the new revision is current.
     *
     * @return in the order of their start; empty if the state was not made by an upgrade, or somebody has taken them
     */
    public List<String> added() {
        return added.get();
    }

    /**
     * The same, for who starts them: they are told once. What becomes of them later is up to whoever ends or restarts them.
     * Safe from any thread.
     *
     * @return in the order of their start
     */
    public List<String> takeAdded() {
        return added.getAndSet(List.of());
    }

    /**
     * What an instance of a {@code simple_one_for_one} is started with.
     *
     * @return empty if the children have ids
     */
    public Optional<ServerSpec> instance() {
        return family.flags().strategy() == Strategy.SIMPLE_ONE_FOR_ONE
                ? Optional.of(family.flags().children().get(0).start())
                : Optional.empty();
    }

    /** Looks after a child that has ended; whether the supervisor goes on. */
    boolean ended(Exit exit, Carer carer, long now) {
        return family.ended(exit.server()).map(fallen -> ended(fallen, exit, carer, now)).orElse(true);
    }

    private boolean ended(Fallen fallen, Exit exit, Carer carer, long now) {
        Restart restart = fallen.spec().restart();
        if (restart == Restart.PERMANENT || exit.reason().isAbnormal()) {
            LOG.warn("supervisor {}: {} child {} ended: {}", carer.supervisor(), restart, exit.server().name(),
                    exit.reason());
        }
        if (mustRun(restart, exit.reason())) {
            return carer.wasPurged(exit.server()) ? restartUncounted(fallen, carer) : restart(fallen, carer, now);
        }
        fallen.giveUp();
        return !endsWith(fallen.spec());
    }

    private static boolean mustRun(Restart restart, ExitReason reason) {
        return switch (restart) {
            case PERMANENT -> true;
            case TRANSIENT -> reason.isAbnormal();
            case TEMPORARY -> false;
        };
    }

    private boolean endsWith(ChildSpec child) {
        AutoShutdown autoShutdown = family.flags().autoShutdown();
        return child.significant() && (autoShutdown == AutoShutdown.ANY_SIGNIFICANT
                || autoShutdown == AutoShutdown.ALL_SIGNIFICANT && !family.hasSignificant());
    }

    /** Tries again to start a child; whether the supervisor goes on. */
    boolean tryAgain(TryAgain retry, Carer carer, long now) {
        boolean goesOn = family.waiting(retry).map(fallen -> restart(fallen, carer, now)).orElse(true);
        failing.retain(family::isRestarting); // somebody may have stopped it by hand
        return goesOn;
    }

    /** Whoever purges code kills all that run it, at once and on purpose: that says nothing about their health. */
    private boolean restartUncounted(Fallen fallen, Carer carer) {
        tryOnce(fallen, carer);
        return true;
    }

    /**
     * As in OTP what fails is tried again after the messages that wait, and each try counts. Who may be started again very
     * often does not become a loop that keeps a processor busy: then there are pauses.
     */
    private void tryOnce(Fallen fallen, Carer carer) {
        fallen.restart(carer).ifPresent(relapse -> {
            if (failing.add(relapse.id(), relapse.failure().text())) {
                carer.report(relapse.failure());
            }
            carer.later(relapse.retry(), restarts.isStorm() ? PAUSE : Duration.ZERO);
        });
    }

    /**
     * Children that are tried again and again. Safe from any thread.
     *
     * @return why they do not start, by the ids of their specifications
     */
    public Map<String, Failing.Failure> failing() {
        return failing.all();
    }

    private boolean restart(Fallen fallen, Carer carer, long now) {
        SupervisorSpec flags = family.flags();
        if (restarts.allows(flags, now)) {
            tryOnce(fallen, carer);
            return true;
        }
        LOG.error("supervisor {} ends: child '{}' had to be started again, more than {} restarts within {}"
                + " (reached_max_restart_intensity)", carer.supervisor(), fallen.spec().id(), flags.intensity(),
                flags.period());
        fallen.giveUp();
        return false;
    }

    /** The state after an upgrade. This one stays as it is; only one of the two goes on. */
    Children changed(Optional<SupervisorSpec> next, UnaryOperator<Object> carry, SupervisorTypes types) {
        Family changed = family.changed(next.orElseGet(() -> family.current(carry)), carry, types);
        Set<String> known = family.ids();
        List<String> fresh = changed.ids().stream().filter(id -> !known.contains(id)).toList();
        return new Children(argument.map(carry), changed, restarts.copy(), failing, fresh);
    }

    /** What a status shows: numbers, not a million children. */
    @Override
    public String toString() {
        SupervisorSpec flags = family.flags();
        ChildCounts counts = family.count();
        return flags.strategy() + ", at most " + flags.intensity() + " restarts within " + flags.period() + ", "
                + counts.active() + " of " + (counts.supervisors() + counts.workers()) + " children run";
    }
}
