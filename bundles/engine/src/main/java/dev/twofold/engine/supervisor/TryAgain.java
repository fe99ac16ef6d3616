/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.supervisor;

import dev.twofold.server.ServerRef;

/** The message of a supervisor to itself after a restart that has failed. */
sealed interface TryAgain {

    /** To start the child with an id. */
    record OfChild(String id) implements TryAgain {
    }

    /** To start a child without an id that takes the place of one that has ended. */
    record OfInstance(ServerRef ended) implements TryAgain {
    }
}
