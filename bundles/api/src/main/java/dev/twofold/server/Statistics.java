/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

import java.time.Duration;
import java.time.Instant;

/**
 * What a server has done since {@link Sys#statistics(ServerRef, boolean, Duration) counting} was turned on.
 *
 * @param since when counting began
 * @param messagesIn messages taken from the queue
 * @param messagesOut replies given by return value
 * @param inHandlers time spent in callbacks
 */
public record Statistics(Instant since, long messagesIn, long messagesOut, Duration inHandlers) {
}
