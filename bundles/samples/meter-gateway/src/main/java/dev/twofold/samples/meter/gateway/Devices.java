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
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** The servers of the devices. Safe from any thread, and nothing here waits. */
final class Devices {

    private final ServerRegistry servers;

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

    /** The server of a device, started if there is none; during an upgrade that takes until its end. */
    CompletionStage<ServerRef> findOrStart(String device) {
        return servers.whereis(name(device))
                .<CompletionStage<ServerRef>>map(CompletableFuture::completedFuture)
                .orElseGet(() -> servers.startAsync(ServerSpec.of("meter", "device").named(name(device)).with(device))
                        .exceptionally(Devices::orElseHolder));
    }

    /** Two connections have met a new device at the same moment; the other was first. */
    private static ServerRef orElseHolder(Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapper ? wrapper.getCause() : failure;
        if (cause instanceof NameTakenException another) {
            return another.holder();
        }
        throw failure instanceof CompletionException wrapper ? wrapper : new CompletionException(failure);
    }

    private static String name(String device) {
        return "meter/" + device;
    }
}
