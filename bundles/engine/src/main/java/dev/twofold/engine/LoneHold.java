/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Holds a server alone: it is sealed and at rest, and the limits of its callers stand still. That needs no admission: no
 * callback of another server can be needed for its own callback to return that is not free to run.
 */
final class LoneHold {

    private static final long POLL_NANOS = 20_000;

    private LoneHold() {}

    /**
     * Seals a server and waits until it is at rest.
     *
     * @param deadline until when
     * @param limit as the deadline was, for reports
     * @return {@code false} if it has ended, and then it is not held
     * @throws GateTimeoutException if its callback did not return in time; it goes on
     */
    static boolean close(Server server, Deadline deadline, Duration limit) {
        while (server.isUnborn() && server.isAlive()) {
            await(server, deadline, limit);
        }
        boolean held = false;
        boolean runs = server.seal();
        try {
            while (runs && server.isAtWork()) {
                await(server, deadline, limit);
            }
            held = server.isAlive();
        } finally {
            if (held) {
                server.group().clock().close();
            } else {
                server.ungate();
            }
        }
        return held;
    }

    /** Lets it go on. */
    static void open(Server server) {
        server.group().clock().open();
        server.ungate();
    }

    private static void await(Server server, Deadline deadline, Duration limit) {
        if (deadline.hasPassed()) {
            Thread runner = server.runner();
            List<String> lines = new ArrayList<>(List.of(StackPlace.of(runner) + WaitText.waitsFor(server)));
            lines.addAll(StackPlace.stack(runner));
            throw new GateTimeoutException(server.group().name(), limit, Map.of(server.name(), lines), List.of());
        }
        LockSupport.parkNanos(server, POLL_NANOS);
    }
}
