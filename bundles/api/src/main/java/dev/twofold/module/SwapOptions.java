/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.module;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How one operation is to be done. What is left empty is as the module's {@link ModulePolicy} says. Immutable.
 *
 * @param upgrade what becomes of servers that run
 * @param purge what becomes of servers that run the oldest revision, if its slot is needed
 * @param strategy how servers go over
 * @param precopy whether states are made before the gate is closed
 * @param gateLimit how long servers may take to come to rest
 * @param changeLimit how long making the new states may take
 * @param extra what each {@link dev.twofold.code.CodeChange} gets besides: plain values of the JDK
 * @param forced whether to go on where only a warning stands in the way
 * @param requestedBy who asks, for reports and histories; empty if nobody says so
 */
public record SwapOptions(Optional<UpgradePolicy> upgrade, Optional<PurgePolicy> purge, Optional<SwapStrategy> strategy,
        Optional<Boolean> precopy, Optional<Duration> gateLimit, Optional<Duration> changeLimit, Optional<Object> extra,
        boolean forced, String requestedBy) {

    /** Everything as the module's policy says. */
    public static final SwapOptions DEFAULTS = new SwapOptions(Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false, "");

    /** Checks that everything is given and that limits are positive. */
    public SwapOptions {
        Objects.requireNonNull(upgrade, "upgrade");
        Objects.requireNonNull(purge, "purge");
        Objects.requireNonNull(strategy, "strategy");
        Objects.requireNonNull(precopy, "precopy");
        requirePositive(gateLimit, "gateLimit");
        requirePositive(changeLimit, "changeLimit");
        Objects.requireNonNull(extra, "extra");
        Objects.requireNonNull(requestedBy, "requestedBy");
    }

    /**
     * The same with another fate of servers that run.
     *
     * @param policy what becomes of them
     * @return the options
     */
    public SwapOptions upgrade(UpgradePolicy policy) {
        return new SwapOptions(Optional.of(policy), purge, strategy, precopy, gateLimit, changeLimit, extra, forced,
                requestedBy);
    }

    /**
     * The same with another fate of servers that run the oldest revision.
     *
     * @param policy what becomes of them
     * @return the options
     */
    public SwapOptions purge(PurgePolicy policy) {
        return new SwapOptions(upgrade, Optional.of(policy), strategy, precopy, gateLimit, changeLimit, extra, forced,
                requestedBy);
    }

    /**
     * The same with another strategy.
     *
     * @param wanted how servers go over
     * @return the options
     */
    public SwapOptions strategy(SwapStrategy wanted) {
        return new SwapOptions(upgrade, purge, Optional.of(wanted), precopy, gateLimit, changeLimit, extra, forced,
                requestedBy);
    }

    /**
     * The same with or without states made beforehand.
     *
     * @param wanted whether to make them before the gate is closed; only for states that are never changed once made
     * @return the options
     */
    public SwapOptions precopy(boolean wanted) {
        return new SwapOptions(upgrade, purge, strategy, Optional.of(wanted), gateLimit, changeLimit, extra, forced,
                requestedBy);
    }

    /**
     * The same with another limit for the gate.
     *
     * @param limit how long servers may take to come to rest
     * @return the options
     */
    public SwapOptions gateLimit(Duration limit) {
        return new SwapOptions(upgrade, purge, strategy, precopy, Optional.of(limit), changeLimit, extra, forced,
                requestedBy);
    }

    /**
     * The same with another limit for the change.
     *
     * @param limit how long making the new states may take
     * @return the options
     */
    public SwapOptions changeLimit(Duration limit) {
        return new SwapOptions(upgrade, purge, strategy, precopy, gateLimit, Optional.of(limit), extra, forced,
                requestedBy);
    }

    /**
     * The same with something for each code change: OTP's {@code Extra}.
     *
     * @param value text, a number or another plain value of the JDK
     * @return the options
     */
    public SwapOptions extra(Object value) {
        return new SwapOptions(upgrade, purge, strategy, precopy, gateLimit, changeLimit, Optional.of(value), forced,
                requestedBy);
    }

    /**
     * The same, going on where only a warning stands in the way.
     *
     * @return the options
     */
    public SwapOptions force() {
        return new SwapOptions(upgrade, purge, strategy, precopy, gateLimit, changeLimit, extra, true, requestedBy);
    }

    /**
     * The same with the name of who asks.
     *
     * @param who a text such as {@code shell} or the name of a user
     * @return the options
     */
    public SwapOptions requestedBy(String who) {
        return new SwapOptions(upgrade, purge, strategy, precopy, gateLimit, changeLimit, extra, forced, who);
    }

    private static void requirePositive(Optional<Duration> limit, String what) {
        if (limit.filter(given -> given.isZero() || given.isNegative()).isPresent()) {
            throw new IllegalArgumentException(what + " is not positive: " + limit.get());
        }
    }
}
