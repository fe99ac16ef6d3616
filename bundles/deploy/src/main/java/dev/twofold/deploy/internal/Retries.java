/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.deploy.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * When to try again what was refused: when something else has changed since, which may be what was missing. For the
 * worker's thread only.
 */
final class Retries {

    private final Supplier<?> surroundings;
    private final Map<String, Situation> triedIn = new HashMap<>();
    private int taken;

    private record Situation(Object surroundings, int taken) {
    }

    /**
     * Retries.
     *
     * @param surroundings gives a value that differs when other bundles have come, gone, started or stopped
     */
    Retries(Supplier<?> surroundings) {
        this.surroundings = surroundings;
    }

    /** Notes that a file was taken. */
    void taken() {
        taken++;
    }

    /** Notes that a file is handed over now: what comes while the manager is at it may be just what it misses. */
    void tried(String name) {
        triedIn.put(name, now());
    }

    /** Whether there is a chance; always after a restart. */
    boolean mayHelp(String name) {
        return !now().equals(triedIn.get(name));
    }

    /** Whether a file was handed over since the start. */
    boolean wasTried(String name) {
        return triedIn.containsKey(name);
    }

    void forget(String name) {
        triedIn.remove(name);
    }

    private Situation now() {
        return new Situation(surroundings.get(), taken);
    }
}
