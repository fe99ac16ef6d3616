/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench.counter;

import dev.twofold.server.NonBlocking;

/** The same, with the promise that its callbacks never wait. */
@NonBlocking
public final class NonBlockingCounterServer extends CounterServer {
}
