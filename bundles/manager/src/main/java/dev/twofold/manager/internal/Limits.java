/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import java.time.Duration;

/**
 * How long the steps of an operation may take.
 *
 * @param complete until the components of a started revision are there
 * @param gate until the servers come to rest
 * @param change for making all new states
 * @param stop for servers that are asked to end
 * @param restarts of a module's servers
 */
record Limits(Duration complete, Duration gate, Duration change, Duration stop, Restarts restarts) {

    /**
     * How often servers of a module may be started again before it is given up.
     *
     * @param most so many
     * @param period within this time
     */
    record Restarts(int most, Duration period) {
    }
}
