/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.counter.clients;

import dev.twofold.samples.counter.api.Increment;
import dev.twofold.server.Requests;
import dev.twofold.server.ServerInfo;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerRegistry;
import dev.twofold.server.ServerSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongUnaryOperator;

/** A registry with one server, which counts as a test wants. */
final class FakeCounter implements ServerRegistry, ServerRef {

    private final AtomicLong count = new AtomicLong();
    private final CountDownLatch calls;
    private volatile LongUnaryOperator reply = count -> count;
    private volatile boolean alive = true;

    FakeCounter(int expectedCalls) {
        calls = new CountDownLatch(expectedCalls);
    }

    void replies(LongUnaryOperator newReply) {
        reply = newReply;
    }

    void dies() {
        alive = false;
    }

    long count() {
        return count.get();
    }

    void awaitCalls() throws InterruptedException {
        if (!calls.await(10, TimeUnit.SECONDS)) {
            throw new AssertionError(calls.getCount() + " calls are missing");
        }
    }

    @Override
    public CompletionStage<ServerRef> startAsync(ServerSpec spec) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <L> Requests<L> requests() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Object call(Object request, Duration limit) {
        long now = count.addAndGet(((Increment) request).by());
        calls.countDown();
        return reply.applyAsLong(now);
    }

    @Override
    public String name() {
        return "counter";
    }

    @Override
    public boolean isAlive() {
        return alive;
    }

    @Override
    public Optional<ServerRef> whereis(String name) {
        return alive && name.equals("counter") ? Optional.of(this) : Optional.empty();
    }

    @Override
    public ServerRef named(String name) {
        return this;
    }

    @Override
    public CompletionStage<Object> sendRequest(Object request) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void cast(Object message) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void send(Object message) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ServerRef start(ServerSpec spec) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<ServerInfo> servers() {
        throw new UnsupportedOperationException();
    }
}
