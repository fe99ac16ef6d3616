/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import dev.twofold.server.CallFailedException;
import dev.twofold.server.ServerInfo;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerRegistry;
import dev.twofold.server.Statistics;
import dev.twofold.server.Sys;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Remembers the last look, and lets servers count their time as long as somebody looks. For one thread. */
final class Counting implements AutoCloseable {

    /** So many servers are asked, those that have handled most: asking takes time. */
    static final int MOST = 20;

    /** A server that is inside of a callback for longer is shown without its time. */
    private static final Duration SHORT = Duration.ofMillis(20);

    private final ServerRegistry servers;
    private final Sys sys;
    private final Map<String, Long> handled = new HashMap<>();
    private final Map<String, Duration> times = new HashMap<>();
    private final Map<String, ServerRef> ours = new HashMap<>();
    private long last = System.nanoTime();

    Counting(ServerRegistry servers, Sys sys) {
        this.servers = servers;
        this.sys = sys;
    }

    /** How busy servers were since the last look. */
    List<Load> look(List<ServerInfo> now) {
        long time = System.nanoTime();
        Duration since = Duration.ofNanos(time - last);
        last = time;
        List<Load> loads = now.stream().map(server -> Load.of(server, handled.getOrDefault(server.name(), server
                .handled()), since)).toList();
        List<Load> busy = loads.stream().sorted(Load.Order.HANDLED.comparator()).limit(MOST).toList();
        Map<String, Optional<Duration>> spent = new HashMap<>();
        busy.forEach(load -> spent.put(load.server().name(), spent(load.server().name())));
        now.forEach(server -> handled.put(server.name(), server.handled()));
        return loads.stream().map(load -> new Load(load.server(), load.handled(), load.perSecond(), spent
                .getOrDefault(load.server().name(), Optional.empty()).map(part -> part.toNanos() / (double) since
                        .toNanos()))).toList();
    }

    /** Time inside of callbacks since the last look. */
    private Optional<Duration> spent(String name) {
        try {
            Optional<ServerRef> server = servers.whereis(name);
            Optional<Duration> total = server.flatMap(there -> sys.statistics(there, SHORT)).map(
                    Statistics::inHandlers);
            if (server.isPresent() && total.isEmpty()) {
                sys.statistics(server.get(), true, SHORT);
                ours.put(name, server.get());
                times.put(name, Duration.ZERO);
                return Optional.empty();
            }
            Optional<Duration> before = Optional.ofNullable(times.get(name));
            total.ifPresent(sum -> times.put(name, sum));
            return total.flatMap(sum -> before.map(sum::minus));
        } catch (CallFailedException busy) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        for (ServerRef server : ours.values()) {
            try {
                sys.statistics(server, false, SHORT);
            } catch (CallFailedException busy) {
                // it goes on counting, which costs next to nothing
            }
        }
    }
}
