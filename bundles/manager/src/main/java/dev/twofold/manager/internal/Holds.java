/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.engine.Engine;
import dev.twofold.engine.Gate;
import dev.twofold.engine.GateTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Modules of which somebody else has taken away what their servers run, and whose servers are held until it is clear what
 * comes of it. Held by the thread that takes it away, let go by the coordinator's.
 */
final class Holds {

    private static final Logger LOG = LoggerFactory.getLogger(Holds.class);

    private final ConcurrentMap<String, Hold> holds = new ConcurrentHashMap<>();
    private final Engine engine;

    Holds(Engine engine) {
        this.engine = engine;
    }

    /**
     * One module.
     *
     * @param gate the closed gate; empty if servers did not come to rest, or after something was tried
     * @param revision what was current then
     * @param end when to give up, as {@link System#nanoTime}
     */
    record Hold(Optional<Gate> gate, Revision revision, long end) {

        boolean isOver() {
            return System.nanoTime() - end > 0;
        }
    }

    /**
     * Holds the servers of a module. Blocks until they are at rest, but no longer than the limit.
     *
     * @return {@code false} if they are held already
     */
    boolean hold(Revision revision, Duration limit, Duration grace) {
        String module = revision.id().module();
        Hold open = new Hold(Optional.empty(), revision, System.nanoTime() + grace.toNanos());
        if (holds.putIfAbsent(module, open) != null) {
            return false;
        }
        try {
            Gate gate = engine.group(module).closeGate(limit);
            if (!holds.replace(module, open, new Hold(Optional.of(gate), revision, open.end()))) {
                gate.close(); // somebody has settled it meanwhile
            }
        } catch (GateTimeoutException busy) {
            LOG.warn("module {}: somebody takes its bundle away, and its servers do not come to rest: {}", module,
                    busy.getMessage());
        }
        return true;
    }

    Optional<Hold> find(String module) {
        return Optional.ofNullable(holds.get(module));
    }

    /** Takes the closed gate, if there is one: who takes it has to open it. The hold itself goes on. */
    Optional<Gate> takeGate(String module) {
        Hold before = holds.get(module);
        while (before != null && before.gate().isPresent()) {
            if (holds.replace(module, before, new Hold(Optional.empty(), before.revision(), before.end()))) {
                return before.gate();
            }
            before = holds.get(module);
        }
        return Optional.empty();
    }

    /** Lets the servers of a module go on. */
    void release(String module) {
        Hold hold = holds.remove(module);
        if (hold != null) {
            hold.gate().ifPresent(Gate::close);
        }
    }

    void releaseAll() {
        holds.keySet().forEach(this::release);
    }
}
