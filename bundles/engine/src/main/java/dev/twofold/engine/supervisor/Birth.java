/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.supervisor;

import dev.twofold.server.ExitReason;
import dev.twofold.server.ServerRef;
import java.util.Optional;

/** What came of the start of a child. */
sealed interface Birth {

    /** It runs. */
    record Alive(ServerRef server) implements Birth {
    }

    /** Its {@code init} does not want a server. */
    record Ignored() implements Birth {
    }

    /** It failed; {@code text} is for people, and {@code holder} has its name, if that is the reason. */
    record Failed(String server, ExitReason reason, String text, Optional<ServerRef> holder) implements Birth {

        Failed(String server, ExitReason reason) {
            this(server, reason, reason.text(), Optional.empty());
        }
    }
}
