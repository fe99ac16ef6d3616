/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import org.osgi.framework.Bundle;

/**
 * The end of the platform, which stops the bundles of modules while the manager is at work: what is refused then is refused for
 * that, whatever it looks like. Safe from any thread.
 */
final class PlatformStop {

    private final Bundle framework;

    PlatformStop(Bundle framework) {
        this.framework = framework;
    }

    boolean isUnderWay() {
        return framework.getState() == Bundle.STOPPING;
    }

    /** A part of an operation. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws RefusedException;
    }

    /** Gives the end of the platform as the reason if there is one. */
    <T> T explain(Work<T> work) throws RefusedException {
        try {
            return work.run();
        } catch (RefusedException refused) {
            if (isUnderWay()) {
                throw new RefusedException("the platform is being stopped: try again when it runs");
            }
            throw refused;
        }
    }
}
