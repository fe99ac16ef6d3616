/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import dev.twofold.module.ModuleManager;
import dev.twofold.module.SwapListener;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Function;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The command {@code module:watch}. It listens as long as somebody looks. */
@Component(service = WatchCommand.class)
@GogoCommand(scope = "module", function = "watch")
@Descriptor("shows modules as they change")
public final class WatchCommand extends OurCommands {

    private static final long PERIOD_MS = 1_000;

    /** So many lines about what happened stand below the modules. */
    private static final int REMEMBERED = 8;

    private final ModuleManager manager;
    private final Function<SwapListener, Runnable> listening;

    /**
     * The command.
     *
     * @param context registers a listener
     * @param manager tells what modules there are
     */
    @Activate
    public WatchCommand(BundleContext context, @Reference ModuleManager manager) {
        this(manager, listener -> {
            ServiceRegistration<SwapListener> registration = context.registerService(SwapListener.class, listener,
                    null);
            return registration::unregister;
        });
    }

    WatchCommand(ModuleManager manager, Function<SwapListener, Runnable> listening) {
        this.manager = manager;
        this.listening = listening;
    }

    /**
     * Shows modules and what happens to them, until the time is over or the operator interrupts the command.
     *
     * @param session tells whether there is a terminal
     * @param limit how long to look
     * @throws InterruptedException if the operator interrupts the command
     */
    @Descriptor("shows modules and what happens to them until Ctrl-C; without a terminal a line for each thing that happens")
    public void watch(CommandSession session,
            @Descriptor("how many seconds to look; 0: until Ctrl-C") @Parameter(names = {
                    "-t", "--time" }, absentValue = "0") Seconds limit) throws InterruptedException {
        Live live = Live.of(session);
        Timer timer = new Timer(limit);
        Happenings happenings = new Happenings(manager.refusals());
        Deque<String> remembered = new ArrayDeque<>();
        Runnable end = listening.apply(happenings);
        try {
            do {
                if (live.isTerminal()) {
                    live.screen(Overview.table(manager.modules()) + "\n\n" + String.join("\n", remembered));
                }
                happenings.look(manager.refusals());
                Optional<String> line = happenings.next(timer.left(PERIOD_MS));
                if (live.isTerminal()) {
                    line.ifPresent(text -> remember(remembered, text));
                } else {
                    line.ifPresent(live::line);
                }
            } while (!timer.isOver());
        } finally {
            end.run();
        }
    }

    private static void remember(Deque<String> lines, String line) {
        lines.addLast(line);
        if (lines.size() > REMEMBERED) {
            lines.removeFirst();
        }
    }
}
