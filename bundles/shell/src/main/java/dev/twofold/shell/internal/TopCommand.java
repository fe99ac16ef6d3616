/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import dev.twofold.module.ModuleManager;
import dev.twofold.server.CallFailedException;
import dev.twofold.server.ServerInfo;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerRegistry;
import dev.twofold.server.Statistics;
import dev.twofold.server.Sys;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The command {@code server:top}. */
@Component(service = TopCommand.class)
@GogoCommand(scope = "server", function = "top")
@Descriptor("shows the servers that have most to do")
public final class TopCommand {

    private static final long PERIOD_MS = 1_000;
    private static final int MOST = 20;

    /** A server that is inside of a callback for longer is shown without its time. */
    private static final Duration SHORT = Duration.ofMillis(20);

    private static final String UNKNOWN = "-";

    private static final List<Table.Column<Load>> LOAD = List.of(
            new Table.Column<>("server", load -> load.server().name()),
            new Table.Column<>("module", load -> load.server().module()),
            new Table.Column<>("version", load -> load.server().version()),
            new Table.Column<>("status", load -> Names.word(load.server().status())),
            new Table.Column<>("queue", load -> load.server().queueLength()),
            new Table.Column<>("handled", load -> load.server().handled()),
            new Table.Column<>("per second", load -> Math.round(load.perSecond())),
            new Table.Column<>("time", load -> load.share().map(share -> String.format(Locale.ROOT, "%.0f%%", 100
                    * share)).orElse(UNKNOWN)));

    private final ModuleManager manager;
    private final ServerRegistry servers;
    private final Sys sys;

    /**
     * The command.
     *
     * @param manager knows modules
     * @param servers finds servers
     * @param sys counts their time
     */
    @Activate
    public TopCommand(@Reference ModuleManager manager, @Reference ServerRegistry servers, @Reference Sys sys) {
        this.manager = manager;
        this.servers = servers;
        this.sys = sys;
    }

    /**
     * Shows the busiest servers, until the time is over or the operator interrupts the command.
     *
     * @param session tells whether there is a terminal
     * @param seconds how long to look
     * @param module only the servers of this module
     * @param word how to sort them
     * @throws InterruptedException if the operator interrupts the command
     */
    @Descriptor("shows the servers that have most to do until Ctrl-C; without a terminal a line for each that does something")
    public void top(CommandSession session,
            @Descriptor("how many seconds to look; 0: until Ctrl-C") @Parameter(names = { "-t",
                    "--time" }, absentValue = "0") long seconds,
            @Descriptor("only servers of this module") @Parameter(names = "--module", absentValue = "") String module,
            @Descriptor("queue (longest first), handled (most first) or time (longest inside of callbacks first)") @Parameter(names = "--sort", absentValue = "queue") String word)
            throws InterruptedException {
        Load.Order order = Names.word(Load.Order.class, "order", word);
        Live live = Live.of(session);
        Timer timer = new Timer(seconds);
        Selection.of(manager, servers).module(module); // so that a wrong name is told at once
        Counting counting = new Counting();
        try {
            do {
                List<Load> loads = counting.look(Selection.of(manager, servers).module(module).sorted("queue"));
                show(live, loads.stream().sorted(order.comparator()).toList());
                TimeUnit.MILLISECONDS.sleep(timer.left(PERIOD_MS));
            } while (!timer.isOver());
        } finally {
            counting.end();
        }
    }

    private static void show(Live live, List<Load> loads) {
        if (live.isTerminal()) {
            live.screen(Table.or("no servers", LOAD, loads.stream().limit(MOST).toList()).text());
            return;
        }
        loads.stream().filter(load -> load.handled() > 0 || load.server().queueLength() > 0).limit(MOST).forEach(
                load -> live.line(Texts.time(Instant.now()) + " " + load.server().name() + " queue " + load.server()
                        .queueLength() + " handled " + load.server().handled() + " (+" + load.handled() + ")"));
    }

    /** Remembers the last look, and lets servers count their time as long as somebody looks. For one thread. */
    private final class Counting {

        private final Map<String, Long> handled = new HashMap<>();
        private final Map<String, Duration> times = new HashMap<>();
        private final Map<String, ServerRef> ours = new HashMap<>();
        private long last = System.nanoTime();

        List<Load> look(List<ServerInfo> now) {
            long time = System.nanoTime();
            Duration since = Duration.ofNanos(time - last);
            last = time;
            List<Load> loads = now.stream().map(server -> Load.of(server, handled.getOrDefault(server.name(), server
                    .handled()), since)).toList();
            // only those that may be shown: asking takes time
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

        void end() {
            for (ServerRef server : ours.values()) {
                try {
                    sys.statistics(server, false, SHORT);
                } catch (CallFailedException busy) {
                    // it goes on counting, which costs next to nothing
                }
            }
        }
    }
}
