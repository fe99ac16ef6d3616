/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.meter.gateway;

import dev.twofold.samples.meter.api.Consumption;
import dev.twofold.samples.meter.api.Reading;
import dev.twofold.server.NameTakenException;
import dev.twofold.server.Requests;
import dev.twofold.server.ServerInfo;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerRegistry;
import dev.twofold.server.ServerSpec;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** A registry whose servers add up readings in the thread that sends them. */
final class FakeServers implements ServerRegistry {

    private final Map<String, ServerRef> servers = new ConcurrentHashMap<>();
    private final Map<String, Function<Object, CompletionStage<Object>>> special = new ConcurrentHashMap<>();
    private volatile Runnable beforeStart = () -> {};

    /** Lets a server behave in another way than to add up. */
    void add(String name, Function<Object, CompletionStage<Object>> behaviour) {
        special.put(name, behaviour);
        servers.put(name, new Device(name));
    }

    void beforeStart(Runnable action) {
        beforeStart = action;
    }

    @Override
    public ServerRef start(ServerSpec spec) {
        beforeStart.run();
        String name = spec.name().orElseThrow();
        ServerRef server = new Device(name);
        ServerRef holder = servers.putIfAbsent(name, server);
        if (holder != null) {
            throw new NameTakenException(holder);
        }
        return server;
    }

    /** On a thread of its own: the common pool may be full of clients that wait for this. */
    @Override
    public CompletionStage<ServerRef> startAsync(ServerSpec spec) {
        return CompletableFuture.supplyAsync(() -> start(spec), task -> new Thread(task).start());
    }

    @Override
    public <L> Requests<L> requests() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<ServerRef> whereis(String name) {
        return Optional.ofNullable(servers.get(name));
    }

    @Override
    public ServerRef named(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<ServerInfo> servers() {
        throw new UnsupportedOperationException();
    }

    private final class Device implements ServerRef {

        private final String name;
        private BigDecimal total = BigDecimal.ZERO;
        private long readings;

        Device(String name) {
            this.name = name;
        }

        @Override
        public CompletionStage<Object> sendRequest(Object request) {
            return special.getOrDefault(name, this::add).apply(request);
        }

        private synchronized CompletionStage<Object> add(Object request) {
            if (request instanceof Reading reading) {
                total = total.add(reading.kwh());
                readings++;
                return CompletableFuture.completedFuture(total);
            }
            return CompletableFuture.completedFuture(new Consumption(total, readings));
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public boolean isAlive() {
            return true;
        }

        @Override
        public Object call(Object request, Duration limit) {
            throw new UnsupportedOperationException("the gateway must not wait");
        }

        @Override
        public void cast(Object message) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void send(Object message) {
            throw new UnsupportedOperationException();
        }
    }
}
