/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.condition.Condition;

/**
 * The condition of one module. It passes from one bundle to the next only when the components of the first have come to
 * their end, however long that takes; who passes it on waits no longer than a limit. Safe for any thread.
 */
final class CurrentCondition {

    private static final long POLL_NANOS = 2_000_000;

    private final Bounded bounded;
    private final ServiceUses uses;
    private final Function<Bundle, ServiceRegistration<Condition>> register;
    private Optional<Bundle> wanted = Optional.empty();
    private Optional<Bundle> given = Optional.empty();
    private boolean passing;
    private ServiceRegistration<Condition> registration; // of the thread that passes

    CurrentCondition(Bounded bounded, ServiceUses uses, Function<Bundle, ServiceRegistration<Condition>> register) {
        this.bounded = bounded;
        this.uses = uses;
        this.register = register;
    }

    /**
     * Passes it to a bundle, or takes it from all.
     *
     * @throws RefusedException if a component did not start or end within the limit; it is passed on when it does
     */
    void pass(Optional<Bundle> bundle, Duration limit) throws RefusedException {
        if (begin(bundle)) {
            try {
                bounded.run("a component that follows the condition twofold.current", limit, false, () -> {
                    pass();
                    return this;
                });
            } catch (BundleException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    /** Whether there is something to do that nobody does yet. */
    private synchronized boolean begin(Optional<Bundle> bundle) {
        wanted = bundle;
        boolean idle = !passing && !wanted.equals(given);
        passing |= idle;
        return idle;
    }

    private void pass() {
        try {
            while (isWanting()) {
                Optional<Bundle> before = holder();
                if (before.isPresent()) {
                    take(before.get());
                    awaitStop(before.get());
                    hold(Optional.empty());
                } else {
                    give();
                }
            }
        } finally {
            end();
        }
    }

    private void take(Bundle bundle) {
        uses.hold(bundle);
        registration.unregister();
        uses.release(bundle);
    }

    private void give() {
        Optional<Bundle> next = next();
        if (next.isPresent()) {
            registration = register.apply(next.get());
            hold(next);
        }
    }

    /** Its components may be on their way out because it is being stopped, and not because of the condition. */
    private static void awaitStop(Bundle bundle) {
        while (bundle.getState() == Bundle.STOPPING) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private synchronized boolean isWanting() {
        passing = !wanted.equals(given);
        return passing;
    }

    private synchronized Optional<Bundle> holder() {
        return given;
    }

    private synchronized Optional<Bundle> next() {
        return wanted;
    }

    private synchronized void hold(Optional<Bundle> bundle) {
        given = bundle;
    }

    private synchronized void end() {
        passing = false;
    }
}
