/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.supervisor;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What a supervisor looks after, and how. The defaults are OTP's: {@code one_for_one}, at most 1 restart within 5 seconds, no
 * automatic shutdown.
 *
 * @param strategy whom it starts again when a child has ended
 * @param intensity how many restarts there may be within the period; one more ends the supervisor. A restart that fails is
 *     tried again at once, and counts again; after a hundred within the period there are pauses of some milliseconds (OTP
 *     makes none)
 * @param period for how long a restart counts
 * @param autoShutdown whether it ends when significant children end
 * @param children its children in the order of their start; of a {@link Strategy#SIMPLE_ONE_FOR_ONE} the only kind of them
 */
public record SupervisorSpec(Strategy strategy, int intensity, Duration period, AutoShutdown autoShutdown,
        List<ChildSpec> children) {

    private static final int DEFAULT_INTENSITY = 1;
    private static final Duration DEFAULT_PERIOD = Duration.ofSeconds(5);

    /** Checks each value; {@link #check} looks at how they go together. */
    public SupervisorSpec {
        Objects.requireNonNull(strategy, "strategy");
        if (intensity < 0) {
            throw new IllegalArgumentException("invalid_intensity: it is negative: " + intensity);
        }
        if (period.isNegative() || period.isZero()) {
            throw new IllegalArgumentException("invalid_period: it is not positive: " + period);
        }
        Objects.requireNonNull(autoShutdown, "autoShutdown");
        children = List.copyOf(children);
    }

    /**
     * A supervisor with the defaults.
     *
     * @param strategy whom it starts again when a child has ended
     * @param children its children in the order of their start
     * @return the specification
     */
    public static SupervisorSpec of(Strategy strategy, List<ChildSpec> children) {
        return new SupervisorSpec(strategy, DEFAULT_INTENSITY, DEFAULT_PERIOD, AutoShutdown.NEVER, children);
    }

    /**
     * A supervisor that starts only the child again that has ended.
     *
     * @param children its children in the order of their start
     * @return the specification
     */
    public static SupervisorSpec oneForOne(ChildSpec... children) {
        return of(Strategy.ONE_FOR_ONE, List.of(children));
    }

    /**
     * A supervisor that starts all children again when one has ended.
     *
     * @param children its children in the order of their start
     * @return the specification
     */
    public static SupervisorSpec oneForAll(ChildSpec... children) {
        return of(Strategy.ONE_FOR_ALL, List.of(children));
    }

    /**
     * A supervisor that starts a child that has ended and those after it again.
     *
     * @param children its children in the order of their start
     * @return the specification
     */
    public static SupervisorSpec restForOne(ChildSpec... children) {
        return of(Strategy.REST_FOR_ONE, List.of(children));
    }

    /**
     * A supervisor of any number of children of one kind, none at first.
     *
     * @param child what each of them is
     * @return the specification
     */
    public static SupervisorSpec simpleOneForOne(ChildSpec child) {
        return of(Strategy.SIMPLE_ONE_FOR_ONE, List.of(child));
    }

    /**
     * The same with another number of restarts that are too many.
     *
     * @param newIntensity how many there may be within the period; with 0 the first one is too many
     * @param newPeriod for how long a restart counts
     * @return the specification
     */
    public SupervisorSpec intensity(int newIntensity, Duration newPeriod) {
        return new SupervisorSpec(strategy, newIntensity, newPeriod, autoShutdown, children);
    }

    /**
     * The same with another automatic shutdown.
     *
     * @param newAutoShutdown whether it ends when significant children end
     * @return the specification
     */
    public SupervisorSpec autoShutdown(AutoShutdown newAutoShutdown) {
        return new SupervisorSpec(strategy, intensity, period, newAutoShutdown, children);
    }

    /**
     * The same with other children.
     *
     * @param newChildren its children in the order of their start
     * @return the specification
     */
    public SupervisorSpec children(List<ChildSpec> newChildren) {
        return new SupervisorSpec(strategy, intensity, period, autoShutdown, newChildren);
    }

    /**
     * Checks what a supervisor checks before it starts with this specification or changes to it: OTP's
     * {@code check_childspecs}.
     *
     * @throws IllegalArgumentException if the specification is refused; the message says why and what to do
     */
    public void check() {
        if (strategy == Strategy.SIMPLE_ONE_FOR_ONE && children.size() != 1) {
            throw new IllegalArgumentException("bad_start_spec: simple_one_for_one takes exactly one child, not "
                    + children.size() + "; its processes are started by hand");
        }
        Set<String> ids = new HashSet<>();
        for (ChildSpec child : children) {
            if (!ids.add(child.id())) {
                throw new IllegalArgumentException("duplicate_child_name: two children have the id '" + child.id()
                        + "'; give each one of its own");
            }
            checkSignificant(child);
        }
    }

    private void checkSignificant(ChildSpec child) {
        if (!child.significant()) {
            return;
        }
        if (autoShutdown == AutoShutdown.NEVER) {
            throw new IllegalArgumentException("bad_combination: child '" + child.id() + "' is significant, but there"
                    + " is no automatic shutdown; set one of the supervisor, or do not call the child significant");
        }
        if (child.restart() == Restart.PERMANENT) {
            throw new IllegalArgumentException("bad_combination: child '" + child.id() + "' is significant and"
                    + " permanent; make it transient or temporary, or do not call it significant");
        }
    }
}
