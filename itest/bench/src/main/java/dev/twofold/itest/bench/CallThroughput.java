/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench;

import dev.twofold.server.ServerRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Clients that call as often as they can, each always the same server. */
final class CallThroughput implements Benchmark {

    static final String NAME = "call_throughput";

    private static final int CALLS_OF_A_STEP = 100;

    private volatile boolean stop;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void run(Harness harness) throws Exception {
        for (Shape shape : harness.options().shapes()) {
            for (ServerKind kind : ServerKind.values()) {
                try (Stage stage = new Stage()) {
                    List<ServerRef> servers = new ArrayList<>();
                    for (int i = 0; i < shape.servers(); i++) {
                        servers.add(stage.start(kind));
                    }
                    for (Clients clients : Clients.all(stage)) {
                        harness.measure(NAME + "." + shape + kind.suffix() + clients.suffix(), "calls/s",
                                window -> rate(clients, shape.clients(), servers, window));
                    }
                }
            }
        }
    }

    private double rate(Clients clients, int count, List<ServerRef> servers, Duration window) throws Exception {
        LongAdder calls = new LongAdder();
        stop = false;
        Crew crew = clients.start(count, client -> {
            ServerRef server = servers.get(client % servers.size());
            for (int i = 0; i < CALLS_OF_A_STEP; i++) {
                server.call(Increment.ONE, CallLatency.NO_LIMIT);
            }
            calls.add(CALLS_OF_A_STEP);
            return !stop;
        });
        Thread.sleep(window.toMillis());
        stop = true;
        long nanos = crew.join();
        return Harness.perSecond(calls.sum(), nanos);
    }
}
