/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import dev.twofold.module.ModuleManager;
import dev.twofold.server.ServerRegistry;
import dev.twofold.server.Sys;
import java.time.Instant;
import java.util.List;
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
public final class TopCommand extends OurCommands {

    private static final long PERIOD_MS = 1_000;
    private static final int MOST = Counting.MOST;

    private static final List<Table.Column<Load>> LOAD = List.of(
            new Table.Column<>("server", load -> load.server().name()),
            new Table.Column<>("module", load -> load.server().module()),
            new Table.Column<>("version", load -> load.server().version()),
            new Table.Column<>("status", load -> Names.word(load.server().status())),
            new Table.Column<>("queue", load -> load.server().queueLength()),
            new Table.Column<>("handled", load -> load.server().handled()),
            new Table.Column<>("per second", load -> Math.round(load.perSecond())),
            new Table.Column<>("time", load -> Load.percent(load.share())));

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
     * @param limit how long to look
     * @param module only the servers of this module
     * @param word how to sort them
     * @throws InterruptedException if the operator interrupts the command
     */
    @Descriptor("""
            shows the servers that have most to do until Ctrl-C; without a terminal a line for each that does something
            queue: how many messages wait; handled: how many it has taken since it started
            per second: how many of them in the last second
            time: the part of the last second that it was inside of its callbacks""")
    public void top(CommandSession session,
            @Descriptor("how many seconds to look; 0: until Ctrl-C") @Parameter(names = { "-t",
                    "--time" }, absentValue = "0") Seconds limit,
            @Descriptor("only servers of this module") @Parameter(names = "--module", absentValue = "") String module,
            @Descriptor("queue (longest first), handled (most first) or time (longest inside of callbacks first)") @Parameter(names = "--sort", absentValue = "queue") String word)
            throws InterruptedException {
        Name.refuseUnset(module, word);
        Load.Order order = Names.word(Load.Order.class, "order", word);
        Live live = Live.of(session);
        Timer timer = new Timer(limit);
        Selection.of(manager, servers).module(module); // so that a wrong name is told at once
        try (Counting counting = new Counting(servers, sys)) {
            do {
                List<Load> loads = counting.look(Selection.of(manager, servers).module(module).sorted("queue"));
                show(live, loads.stream().sorted(order.comparator()).toList());
                TimeUnit.MILLISECONDS.sleep(timer.left(PERIOD_MS));
            } while (!timer.isOver());
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
}
