/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench;

import dev.twofold.server.ServerRef;

/** Producers that cast a number of messages to one server; the clock stops when it has handled the last. */
final class CastThroughput implements Benchmark {

    static final String NAME = "cast_throughput";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void run(Harness harness) throws Exception {
        for (int producers : harness.options().producers()) {
            for (ServerKind kind : ServerKind.values()) {
                try (Stage stage = new Stage()) {
                    ServerRef server = stage.start(kind);
                    int each = harness.options().casts() / producers;
                    for (Clients clients : Clients.all(stage)) {
                        harness.measure(NAME + ".p" + producers + kind.suffix() + clients.suffix(), "msgs/s",
                                window -> rate(clients, producers, each, server));
                    }
                }
            }
        }
    }

    private static double rate(Clients clients, int producers, int each, ServerRef server) throws Exception {
        long before = server.call(Increment.ONE);
        Crew crew = clients.start(producers, producer -> {
            for (int i = 0; i < each; i++) {
                server.cast(new Add(1));
            }
            return false;
        });
        crew.join();
        long after = server.call(Increment.ONE, CallLatency.NO_LIMIT); // in the queue behind every cast
        long nanos = System.nanoTime() - crew.started();
        long messages = (long) each * producers;
        if (after != before + messages + 1) {
            throw new IllegalStateException("lost messages: " + after + " after " + before);
        }
        return Harness.perSecond(messages, nanos);
    }
}
