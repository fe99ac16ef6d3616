/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * A moment without a callback that takes long. Who closes a gate then holds nobody back for the sake of such a one. There may
 * never be one, so it is not waited for for ever. Used by one thread.
 */
final class Lull {

    /** What takes no longer is not worth waiting for. */
    private static final long SHORT_NANOS = 500_000;
    /** After one callback the next may follow at once: so often in a row none may be found that takes long. */
    private static final int LOOKS = 2;

    private final Collection<Roster> rosters;

    Lull(Collection<Roster> rosters) {
        this.rosters = rosters;
    }

    /** Returns when there is one, or the time is up. */
    void await(Deadline deadline) {
        Map<Server, Message> now = underWay();
        for (int quiet = 0; quiet < LOOKS && !now.isEmpty() && !deadline.hasPassed();) {
            LockSupport.parkNanos(this, SHORT_NANOS);
            Map<Server, Message> before = now;
            now = underWay();
            quiet = goesOn(before, now) ? 0 : quiet + 1;
        }
    }

    private static boolean goesOn(Map<Server, Message> before, Map<Server, Message> now) {
        return now.entrySet().stream().anyMatch(callback -> before.get(callback.getKey()) == callback.getValue());
    }

    /** What servers that run just now are handling. */
    private Map<Server, Message> underWay() {
        Map<Server, Message> callbacks = new IdentityHashMap<>();
        for (Roster roster : rosters) {
            roster.takeInWoken();
            for (Server server : roster.where(Server::isAtWork)) {
                Message message = server.current();
                if (message != null) {
                    callbacks.put(server, message);
                }
            }
        }
        return callbacks;
    }
}
