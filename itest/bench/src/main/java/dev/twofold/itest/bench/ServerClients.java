/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench;

import dev.twofold.server.ServerRef;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * Clients that are servers themselves, and call from a callback.
 *
 * @param stage where they run
 */
record ServerClients(Stage stage) implements Clients {

    @Override
    public String suffix() {
        return ".server_client";
    }

    @Override
    public Crew start(int count, Job job) {
        List<ServerRef> clients = IntStream.range(0, count).mapToObj(client -> stage.startClient()).toList();
        List<CompletableFuture<Void>> ends = clients.stream().map(client -> new CompletableFuture<Void>()).toList();
        long started = System.nanoTime();
        for (int client = 0; client < count; client++) {
            clients.get(client).cast(new Perform(job, client, ends.get(client)));
        }
        return new Crew(ends, started);
    }
}
