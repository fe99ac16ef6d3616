/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench;

import dev.twofold.server.ServerRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** One round trip: a client calls an idle server in a loop. */
final class CallLatency implements Benchmark {

    static final String NAME = "call_latency";

    /** Longer than any call takes. */
    static final Duration NO_LIMIT = Duration.ofDays(36_500);

    private static final String UNIT = "ns/call";
    private static final Duration USE_OF_A_REVISION = Duration.ofMillis(10);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void run(Harness harness) throws Exception {
        try (Stage stage = new Stage()) {
            Map<ServerKind, ServerRef> servers = new EnumMap<>(ServerKind.class);
            List<Case> before = new ArrayList<>();
            List<Case> after = new ArrayList<>();
            int swaps = harness.options().swaps();
            for (ServerKind kind : ServerKind.values()) {
                String name = NAME + kind.suffix();
                ServerRef server = stage.start(kind, kind.type());
                servers.put(kind, server);
                for (Clients clients : Clients.all(stage)) {
                    before.add(new Case(name + clients.suffix(), clients, calling(server)));
                    String later = name + ".after_" + swaps + "_swaps" + clients.suffix();
                    after.add(new Case(later, clients, calling(server)));
                }
                before.add(new Case(name + ".5s_limit", Clients.platform(), () -> server.call(Increment.ONE)));
                before.add(new Case(name + ".named", Clients.platform(), calling(stage.named(kind.type()))));
                before.add(new Case(name + ".busy", Clients.platform(), calling(server), true));
                ServerRef supervised = stage.startSupervised(kind);
                before.add(new Case(name + ".supervised", Clients.platform(), calling(supervised)));
            }
            measure(harness, before);
            if (after.stream().anyMatch(later -> harness.wants(later.name()))) {
                swap(stage, swaps, servers);
                measure(harness, after);
            }
        }
    }

    /** @param busy whether there is other work for all processors */
    private record Case(String name, Clients clients, Runnable call, boolean busy) {

        Case(String name, Clients clients, Runnable call) {
            this(name, clients, call, false);
        }
    }

    private static Runnable calling(ServerRef server) {
        return () -> server.call(Increment.ONE, NO_LIMIT);
    }

    /** Uses each revision for a while, so that the compiler has seen its classes. */
    private static void swap(Stage stage, int times, Map<ServerKind, ServerRef> servers) throws Exception {
        for (int i = 0; i < times; i++) {
            servers.values().forEach(server -> Harness.nanosPerOperation(USE_OF_A_REVISION, calling(server)));
            stage.swap();
        }
    }

    private static void measure(Harness harness, List<Case> cases) throws Exception {
        for (Case one : cases) {
            if (!harness.wants(one.name())) {
                continue;
            }
            AtomicBoolean over = new AtomicBoolean(!one.busy());
            for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
                Thread other = new Thread(() -> compute(over), "other work");
                other.setDaemon(true);
                other.start();
            }
            harness.measure(one.name(), UNIT, window -> {
                AtomicReference<Double> nanos = new AtomicReference<>();
                one.clients().start(1, client -> {
                    nanos.set(Harness.nanosPerOperation(window, one.call()));
                    return false;
                }).join();
                return nanos.get();
            });
            over.set(true);
        }
    }

    private static void compute(AtomicBoolean over) {
        while (!over.get()) {
            Thread.onSpinWait();
        }
    }
}
