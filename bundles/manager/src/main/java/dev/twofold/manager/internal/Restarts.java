/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import java.time.Duration;

/**
 * How often servers of a module may be started again before it is given up.
 *
 * @param most so many
 * @param period within this time
 */
record Restarts(int most, Duration period) {
}
