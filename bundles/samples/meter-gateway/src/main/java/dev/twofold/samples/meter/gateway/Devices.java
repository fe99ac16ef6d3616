/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.meter.gateway;

import dev.twofold.server.NameTakenException;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerRegistry;
import dev.twofold.server.ServerSpec;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The servers of the devices. Safe from any thread, and no method but {@link #close} waits. */
final class Devices {

    /** A start waits for the end of an upgrade: threads that serve connections must not. */
    private static final int STARTERS = 4;

    private final ServerRegistry servers;
    private final ExecutorService starters = Executors.newFixedThreadPool(STARTERS,
            task -> new Thread(task, "meter-gateway-starter"));

    Devices(ServerRegistry servers) {
        this.servers = servers;
    }

    /** The server of a device; fails if there is none. */
    CompletionStage<ServerRef> find(String device) {
        return servers.whereis(name(device))
                .map(CompletableFuture::completedFuture)
                .orElseGet(() -> CompletableFuture
                        .failedFuture(new IllegalStateException("there is no reading of " + device)));
    }

    /** The server of a device, started if there is none. */
    CompletionStage<ServerRef> findOrStart(String device) {
        return servers.whereis(name(device))
                .map(CompletableFuture::completedFuture)
                .orElseGet(() -> CompletableFuture.supplyAsync(() -> start(device), starters));
    }

    /** Gives up starts that are still under way. */
    void close() {
        starters.shutdownNow();
        try {
            starters.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private ServerRef start(String device) {
        try {
            return servers.start(ServerSpec.of("meter", "device").named(name(device)).with(device));
        } catch (NameTakenException another) {
            // Two connections have met a new device at the same moment; the other was first.
            return another.holder();
        }
    }

    private static String name(String device) {
        return "meter/" + device;
    }
}
