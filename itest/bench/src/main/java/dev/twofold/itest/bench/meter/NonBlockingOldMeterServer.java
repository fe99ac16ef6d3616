/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench.meter;

import dev.twofold.server.NonBlocking;

/** The same, run by its callers. */
@NonBlocking
public final class NonBlockingOldMeterServer extends OldMeterServer {
}
