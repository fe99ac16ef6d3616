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
 */
record Limits(Duration complete, Duration gate, Duration change, Duration stop) {
}
