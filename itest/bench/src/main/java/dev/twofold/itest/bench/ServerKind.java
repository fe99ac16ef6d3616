/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench;

import dev.twofold.itest.bench.counter.CounterServer;
import dev.twofold.itest.bench.counter.NonBlockingCounterServer;

/** The two kinds of counters. */
enum ServerKind {

    /** Its callbacks could wait, for all that the engine knows. */
    PLAIN("", "counter", CounterServer.class.getName()),

    /** Its callbacks promise not to wait. */
    NON_BLOCKING(".nonblocking", "nonblocking_counter", NonBlockingCounterServer.class.getName());

    private final String suffix;
    private final String type;
    private final String callbacks;

    ServerKind(String suffix, String type, String callbacks) {
        this.suffix = suffix;
        this.type = type;
        this.callbacks = callbacks;
    }

    /** What the names of its figures have behind that of the benchmark. */
    String suffix() {
        return suffix;
    }

    /** The server type. */
    String type() {
        return type;
    }

    /** Name of the class, which each revision has as its own. */
    String callbacks() {
        return callbacks;
    }
}
