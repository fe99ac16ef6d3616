/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import dev.twofold.server.ExitReason;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerRegistry;
import dev.twofold.server.ServerSpec;
import dev.twofold.server.Sys;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Starts servers beside a ring, again and again: by itself, and by a callback of a server of the ring. Each is called once,
 * lives for a while and is stopped; what it says then of its calls must be right, whatever it has gone through.
 */
final class Twigs implements AutoCloseable {

    private static final int ALIVE = 4;
    private static final int NAMES = 2 * ALIVE;
    /** Of so many one is started from outside. */
    private static final int OUTSIDE = 3;

    private final ServerRegistry servers;
    private final Sys sys;
    private final List<String> modules;
    private final ServerRef stem;
    private final Supplier<String> facts;
    private final Deque<ServerRef> alive = new ArrayDeque<>();
    private final AtomicLong started = new AtomicLong();
    private final AtomicLong passedOn = new AtomicLong();
    private final Set<String> failures = ConcurrentHashMap.newKeySet();
    private final Thread thread = new Thread(this::run, "twigs");
    private volatile boolean stopped;

    private Twigs(ServerRegistry servers, Sys sys, List<String> modules, ServerRef stem, Supplier<String> facts) {
        this.servers = servers;
        this.sys = sys;
        this.modules = modules;
        this.stem = stem;
        this.facts = facts;
    }

    /** Twigs of several modules in turn, beside a server of the ring. */
    static Twigs beside(ServerRef stem, List<String> modules, ServerRegistry servers, Sys sys, Supplier<String> facts) {
        Twigs twigs = new Twigs(servers, sys, modules, stem, facts);
        twigs.thread.start();
        return twigs;
    }

    private void run() {
        try {
            for (int number = 0; !stopped; number++) {
                alive.add(grow(number, modules.get(number % modules.size()), "hop-twig-" + number % NAMES));
                started.incrementAndGet();
                if (alive.size() > ALIVE) {
                    end(alive.remove());
                }
            }
            while (!alive.isEmpty()) {
                end(alive.remove());
            }
        } catch (RuntimeException failed) {
            failures.add(failed.toString());
        }
    }

    private ServerRef grow(int number, String module, String name) {
        if (number % OUTSIDE > 0) {
            expect(1, stem.call(module + " " + name), "reply to its birth in a callback");
            return servers.named(name);
        }
        ServerRef twig = servers.start(ServerSpec.of(module, "hop").named(name).with(stem.name()));
        expect(2, twig.call(1), "reply of the twig and the ring");
        passedOn.incrementAndGet();
        return twig;
    }

    private void end(ServerRef twig) {
        expect(1L, twig.call("calls"), "calls of " + twig.name());
        expect(0L, twig.call("faults"), "faults of " + twig.name());
        sys.stop(twig, ExitReason.NORMAL, Await.PATIENCE);
    }

    private void expect(Object wanted, Object given, String what) {
        if (!wanted.equals(given)) {
            failures.add(what + ": " + given + " instead of " + wanted);
        }
    }

    /** Returns when one has been started since, during whatever goes on. */
    void awaitProgress() {
        long enough = started.get() + 1;
        Await.until("twigs grow", () -> started.get() >= enough || !failures.isEmpty(), facts);
    }

    /** How many have been started. */
    long started() {
        return started.get();
    }

    /** How many calls they have passed on to the ring. */
    long passedOn() {
        return passedOn.get();
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    /** Ends all. */
    @Override
    public void close() {
        stopped = true;
        Await.until("twigs stop", () -> !thread.isAlive(), facts);
    }
}
