/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench;

import java.util.concurrent.CompletableFuture;

/**
 * Tells a client that is a server to go on with its job.
 *
 * @param job what to do a step of
 * @param client number of the client
 * @param end to be completed when all is done
 */
record Perform(Job job, int client, CompletableFuture<Void> end) {
}
