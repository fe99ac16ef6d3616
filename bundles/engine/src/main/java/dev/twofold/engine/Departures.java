/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.server.ExitReason;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What becomes known when servers of a group end or go over to other code: whoever waits until none runs some code is told,
 * and why servers ended is kept for their successors. Safe from any thread.
 */
final class Departures {

    private static final int MOST_ERRORS = 256;

    private final ServerPool pool;
    private final List<Drain> drains = new CopyOnWriteArrayList<>();
    private final Map<String, String> errors = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MOST_ERRORS;
        }
    });

    Departures(ServerPool pool) {
        this.pool = pool;
    }

    /** From now on it is told of each server that leaves, until it is done. */
    void tell(Drain drain) {
        drains.add(drain);
        drain.count();
    }

    void end(Drain drain) {
        if (drains.remove(drain)) {
            pool.execute(() -> drain.done().complete(null));
        }
    }

    /** A member has ended, or gone over to other code. */
    void left(Code<?> code) {
        if (!drains.isEmpty() && code != null) {
            drains.forEach(drain -> drain.left(code));
        }
    }

    /** A member has ended, and everybody has been told. */
    void noteEnd(Server server, ExitReason reason) {
        if (reason.isAbnormal()) {
            errors.put(key(server), reason.text());
        }
    }

    /** Why the last server of a name or, without name, of a type ended abnormally. */
    Optional<String> lastError(Server server) {
        return Optional.ofNullable(errors.get(key(server)));
    }

    private static String key(Server server) {
        return server.isNamed() ? server.name() : server.type();
    }
}
