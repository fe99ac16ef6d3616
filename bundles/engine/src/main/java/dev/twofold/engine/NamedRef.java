/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import dev.twofold.server.CallFailedException;
import dev.twofold.server.ExitReason;
import dev.twofold.server.ServerRef;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Whoever has a name at the moment of the message.
 *
 * @param engine where names are registered
 * @param name the name
 */
record NamedRef(Engine engine, String name) implements ServerRef {

    NamedRef {
        Objects.requireNonNull(name, "name");
    }

    @Override
    public boolean isAlive() {
        return engine.whereis(name).isPresent();
    }

    @Override
    public Object call(Object request, Duration limit) {
        Objects.requireNonNull(request, "request");
        return engine.whereis(name).orElseThrow(this::nobody).call(request, limit);
    }

    @Override
    public CompletionStage<Object> sendRequest(Object request) {
        Objects.requireNonNull(request, "request");
        return engine.whereis(name).map(server -> server.sendRequest(request))
                .orElseGet(() -> CompletableFuture.failedStage(nobody()));
    }

    @Override
    public void cast(Object message) {
        Objects.requireNonNull(message, "message");
        engine.whereis(name).ifPresent(server -> server.cast(message));
    }

    @Override
    public void send(Object message) {
        Objects.requireNonNull(message, "message");
        engine.whereis(name).ifPresent(server -> server.send(message));
    }

    @Override
    public String toString() {
        return name;
    }

    private CallFailedException nobody() {
        return new CallFailedException(name, ExitReason.NOPROC);
    }
}
