/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.counter.clients;

import dev.twofold.server.ServerRegistry;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** The commands {@code clients:start}, {@code clients:report} and {@code clients:stop}. */
@Component(service = ClientCommands.class, immediate = true)
@GogoCommand(scope = "clients", function = { "start", "report", "stop" })
public final class ClientCommands {

    private static final String COUNTER = "counter";

    private final ServerRegistry servers;
    private final AtomicReference<Run> run = new AtomicReference<>(Run.none());

    /**
     * The commands, with no client running.
     *
     * @param servers where the counter is found
     */
    @Activate
    public ClientCommands(@Reference ServerRegistry servers) {
        this.servers = servers;
    }

    /**
     * Starts four clients.
     *
     * @return the first report
     */
    @Descriptor("start 4 clients that call the counter without a pause")
    public String start() {
        return start(4);
    }

    /**
     * Starts clients; their figures begin at zero.
     *
     * @param clients how many
     * @return the first report
     */
    @Descriptor("start clients that call the counter without a pause")
    public String start(@Descriptor("how many") int clients) {
        if (clients < 1 || clients > 1000) {
            throw new IllegalArgumentException("1 to 1000 clients can be started");
        }
        if (servers.whereis(COUNTER).isEmpty()) {
            throw new IllegalStateException("there is no server named counter: deploy the counter first");
        }
        Run last = run.get();
        Run next = new Run(servers.named(COUNTER), clients);
        if (!last.isOver() || !run.compareAndSet(last, next)) {
            throw new IllegalStateException("clients run already: clients:stop ends them");
        }
        next.start();
        return report();
    }

    /**
     * What the clients have seen; also after they were stopped.
     *
     * @return a line of {@code name=value}
     */
    @Descriptor("what the clients have seen; the longest wait is the one since the last report")
    public String report() {
        return run.get().report().line();
    }

    /**
     * Lets the clients finish their calls and stops them.
     *
     * @return the last report
     */
    @Descriptor("stop the clients, each after its call")
    public String stop() {
        run.get().stop();
        return report();
    }

    @Deactivate
    void deactivate() {
        run.get().stop();
    }
}
