/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.server.ExitReason;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What most servers do not have: relations to others, system messages, waits with a limit, timers, a limited mailbox, observers.
 * Made when the first of these is needed, so that an idle server stays small. Each part is safe on its own terms.
 */
final class Extras {

    private final Relations relations = new Relations();
    private final Queue<SystemCall> systemCalls = new ConcurrentLinkedQueue<>();
    private final Waits waits;
    private final Timers timers;
    private volatile Room room;
    private volatile Observation observation;
    private boolean over;

    /** What every server has that has ended: nothing is taken in any more. */
    static final Extras OVER = over();

    Extras(Server server) {
        waits = new Waits(server);
        timers = new Timers(server);
    }

    private static Extras over() {
        Extras over = new Extras(null);
        over.relations.end();
        over.waits.stop();
        over.timers.stop();
        over.endObservation();
        return over;
    }

    /** The server has ended: everybody is told. */
    void end(Server server, ExitReason reason) {
        Relations.Ended ended = relations.end();
        waits.stop();
        timers.stop();
        if (room != null) {
            room.open();
        }
        endObservation();
        failSystemCalls(reason);
        ended.tell(server, reason);
    }

    void failSystemCalls(ExitReason reason) {
        for (SystemCall call = systemCalls.poll(); call != null; call = systemCalls.poll()) {
            call.fail(reason);
        }
    }

    Relations relations() {
        return relations;
    }

    Queue<SystemCall> systemCalls() {
        return systemCalls;
    }

    Waits waits() {
        return waits;
    }

    Timers timers() {
        return timers;
    }

    Room room() {
        return room;
    }

    void limit(Room limited) {
        room = limited;
    }

    /** {@code null} if nobody observes the server. */
    Observation observation() {
        return observation;
    }

    /** One that comes when the server has ended sees no more than its end. */
    synchronized void observe(Observation observing) {
        if (!over) {
            observation = observing;
        } else if (observing != null) {
            observing.end();
        }
    }

    private synchronized void endObservation() {
        over = true;
        if (observation != null) {
            observation.end();
        }
    }
}
