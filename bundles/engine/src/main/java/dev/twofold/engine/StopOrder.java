/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.server.ExitReason;

/** A stop from outside or the parent's end, in its turn. Nobody waits for it as for a call, but it has its chain of calls. */
final class StopOrder extends Request {

    private final ExitReason reason;

    StopOrder(Server server, ExitReason reason, Running here) {
        super(server, null, here, null);
        this.reason = reason;
    }

    ExitReason reason() {
        return reason;
    }
}
