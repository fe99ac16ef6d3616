/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.supervisor;

import java.time.Duration;

/** Has something done later, on another thread. */
@FunctionalInterface
public interface Alarm {

    /**
     * Returns at once.
     *
     * @param delay how much later
     * @param action what to do; it must not block
     */
    void after(Duration delay, Runnable action);
}
