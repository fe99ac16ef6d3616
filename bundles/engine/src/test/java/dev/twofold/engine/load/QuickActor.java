/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.load;

import dev.twofold.server.NonBlocking;

/** One that callers run themselves. */
@NonBlocking
final class QuickActor extends Actor {

    QuickActor(World world, Town town, String version) {
        super(world, town, version);
    }

    @Override
    boolean isQuick() {
        return true;
    }
}
