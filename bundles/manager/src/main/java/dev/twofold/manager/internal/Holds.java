/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.engine.Engine;
import dev.twofold.engine.Gate;
import dev.twofold.engine.GateTimeoutException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Modules of which somebody else has taken away what their servers run, and whose servers are held until it is clear what
 * comes of it. Held by the thread that takes it away, let go by the coordinator's.
 */
final class Holds {

    private static final long FRESH_NANOS = 15_000_000;
    private static final Logger LOG = LoggerFactory.getLogger(Holds.class);

    private final ConcurrentMap<String, Hold> holds = new ConcurrentHashMap<>();
    private final Set<String> claimed = new HashSet<>();
    private final Engine engine;

    Holds(Engine engine) {
        this.engine = engine;
    }

    /**
     * One module.
     *
     * @param gate the closed gate; empty if servers did not come to rest, or after something was tried
     * @param revision what was current then
     * @param begun since when, as {@link System#nanoTime}
     * @param end when to give up, on the same clock
     * @param stopping whether it is the manager itself that stops the bundle, and starts it again when that is done
     */
    record Hold(Optional<Gate> gate, Revision revision, long begun, long end, boolean stopping) {

        private Hold with(Optional<Gate> other) {
            return new Hold(other, revision, begun, end, stopping);
        }

        /** Whether what is just being taken away may still be there. */
        boolean isFresh() {
            return System.nanoTime() - begun < FRESH_NANOS;
        }

        boolean isOver() {
            return System.nanoTime() - end > 0;
        }
    }

    /** What closes gates. */
    interface Work<T> {
        T run() throws RefusedException;
    }

    /**
     * Does something for which the gates of some modules are to be closed. Whoever would hold their servers meanwhile waits
     * until it is done: he could come first otherwise, and would be waited for although only this thread lets his hold go.
     */
    <T> T claim(Collection<String> modules, Work<T> work) throws RefusedException {
        synchronized (this) {
            claimed.addAll(modules);
        }
        try {
            return work.run();
        } finally {
            synchronized (this) {
                claimed.removeAll(Set.copyOf(modules));
                notifyAll();
            }
        }
    }

    /** The same for what closes all these gates itself. If it is refused, holds that there were go on, without a gate. */
    <T> T claimAll(Collection<String> modules, Work<T> work) throws RefusedException {
        return claim(modules, () -> {
            List<Hold> before = modules.stream().map(this::release).flatMap(Optional::stream).toList();
            boolean done = false;
            try {
                T result = work.run();
                done = true;
                return result;
            } finally {
                if (!done) {
                    before.forEach(hold -> holds.put(hold.revision().id().module(), hold.with(Optional.empty())));
                }
            }
        });
    }

    /**
     * Holds the servers of a module. Blocks until they are at rest, but no longer than the limit; what claims them
     * is waited for as long.
     *
     * @return {@code false} if they are held already, or claimed for so long
     */
    boolean hold(Revision revision, Duration limit, Duration grace) {
        Optional<Hold> open = begin(revision, limit, grace);
        open.ifPresent(hold -> close(hold, limit));
        return open.isPresent();
    }

    private synchronized Optional<Hold> begin(Revision revision, Duration limit, Duration grace) {
        String module = revision.id().module();
        if (!awaitClaims(module, limit)) {
            return Optional.empty();
        }
        long now = System.nanoTime();
        Hold open = new Hold(Optional.empty(), revision, now, now + grace.toNanos(), false);
        return holds.putIfAbsent(module, open) == null ? Optional.of(open) : Optional.empty();
    }

    private synchronized boolean awaitClaims(String module, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        long left = limit.toNanos();
        try {
            while (claimed.contains(module) && left > 0) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
                left = deadline - System.nanoTime();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return !claimed.contains(module);
    }

    /**
     * The same behind a gate that is closed already, and belongs to the hold from now on.
     *
     * @param stopping whether the manager itself is about to stop the bundle, and has to start it again
     */
    void hold(Revision revision, Gate closed, Duration grace, boolean stopping) {
        long now = System.nanoTime();
        holds.put(revision.id().module(),
                new Hold(Optional.of(closed), revision, now, now + grace.toNanos(), stopping));
    }

    private void close(Hold open, Duration limit) {
        String module = open.revision().id().module();
        try {
            Gate gate = engine.group(module).closeGate(limit);
            if (!holds.replace(module, open, open.with(Optional.of(gate)))) {
                gate.close(); // somebody has settled it meanwhile
            }
        } catch (GateTimeoutException busy) {
            LOG.warn("module {}: somebody takes its bundle away, and its servers do not come to rest: {}", module,
                    busy.getMessage());
        }
    }

    /** What was tried behind the gate has failed, and has opened it: closes it again, if its servers come to rest. */
    void closeAgain(String module, Duration limit) {
        find(module).filter(hold -> hold.gate().isEmpty()).ifPresent(hold -> close(hold, limit));
    }

    Optional<Hold> find(String module) {
        return Optional.ofNullable(holds.get(module));
    }

    /** Whether the servers of a module wait for the coordinator's thread, which then must not wait for them. */
    boolean isClosed(String module) {
        return find(module).flatMap(Hold::gate).isPresent();
    }

    /** Takes the closed gate of a hold, if there is one: who takes it has to open it. The hold itself goes on. */
    Optional<Hold> takeGate(String module) {
        Hold before = holds.get(module);
        while (before != null && before.gate().isPresent()) {
            if (holds.replace(module, before, before.with(Optional.empty()))) {
                return Optional.of(before);
            }
            before = holds.get(module);
        }
        return Optional.empty();
    }

    /** Lets the servers of a module go on, and tells what held them. */
    Optional<Hold> release(String module) {
        Optional<Hold> hold = Optional.ofNullable(holds.remove(module));
        hold.flatMap(Hold::gate).ifPresent(Gate::close);
        return hold;
    }

    void releaseAll() {
        holds.keySet().forEach(this::release);
    }
}
