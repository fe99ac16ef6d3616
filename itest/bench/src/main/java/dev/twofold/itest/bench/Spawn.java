/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench;

import dev.twofold.server.ServerRef;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Many servers, until the last has run {@code init}, and the heap that they take while they are idle. */
final class Spawn implements Benchmark {

    static final String NAME = "spawn";

    private static final int MILLION = 1_000_000;
    private static final int THOUSAND = 1_000;
    private static final int REPETITIONS_OF_MILLIONS = 3;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void run(Harness harness) throws Exception {
        for (int size : harness.options().sizes()) {
            String name = NAME + "." + text(size);
            for (ServerKind kind : ServerKind.values()) {
                String figure = name + kind.suffix();
                measure(harness, figure, size, (stage, count) -> oneAfterTheOther(stage, kind, count));
                measure(harness, figure + ".supervised", size, (stage, count) -> underASupervisor(stage, kind, count));
            }
            measure(harness, name + ".async", size, Spawn::withoutWaiting);
            measure(harness, name + ".named", size, Spawn::withNames);
        }
    }

    private static String text(int size) {
        return size % MILLION == 0 ? size / MILLION + "m" : size % THOUSAND == 0 ? size / THOUSAND + "k" : "" + size;
    }

    /** A way to start many servers. */
    private interface Way {
        ServerRef[] start(Stage stage, int size);
    }

    private static ServerRef[] oneAfterTheOther(Stage stage, ServerKind kind, int size) {
        ServerRef[] all = new ServerRef[size];
        for (int i = 0; i < size; i++) {
            all[i] = stage.start(kind);
        }
        return all;
    }

    private static ServerRef[] withNames(Stage stage, int size) {
        ServerRef[] all = new ServerRef[size];
        for (int i = 0; i < size; i++) {
            all[i] = stage.start(ServerKind.PLAIN, "counter-" + i);
        }
        return all;
    }

    private static ServerRef[] underASupervisor(Stage stage, ServerKind kind, int size) {
        ServerRef[] all = new ServerRef[size];
        for (int i = 0; i < size; i++) {
            all[i] = stage.startSupervised(kind);
        }
        return all;
    }

    private static ServerRef[] withoutWaiting(Stage stage, int size) {
        List<CompletableFuture<ServerRef>> starts = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            starts.add(stage.startAsync(ServerKind.PLAIN).toCompletableFuture());
        }
        return starts.stream().map(CompletableFuture::join).toArray(ServerRef[]::new);
    }

    private static void measure(Harness harness, String name, int size, Way way) throws Exception {
        String heap = name + ".heap";
        if (!harness.wants(name) && !harness.wants(heap)) {
            return;
        }
        harness.warmUp(() -> rate(Math.max(size / 10, Math.min(size, THOUSAND)), way));
        List<Double> rates = new ArrayList<>();
        List<Double> bytes = new ArrayList<>();
        int repetitions = harness.options().repetitions();
        for (int i = 0; i < (size < MILLION ? repetitions : Math.min(repetitions, REPETITIONS_OF_MILLIONS)); i++) {
            try (Stage stage = new Stage()) {
                stage.start(ServerKind.PLAIN); // so that classes and threads are there
                long before = Harness.usedHeapAfterCollection();
                long started = System.nanoTime();
                ServerRef[] all = way.start(stage, size);
                rates.add(Harness.perSecond(size, System.nanoTime() - started));
                bytes.add((double) (Harness.usedHeapAfterCollection() - before) / size);
                Reference.reachabilityFence(all);
            }
        }
        harness.report(new Figure(name, "servers/s", rates));
        harness.report(new Figure(heap, "bytes/server", bytes));
    }

    private static void rate(int size, Way way) throws Exception {
        try (Stage stage = new Stage()) {
            way.start(stage, size);
        }
    }
}
